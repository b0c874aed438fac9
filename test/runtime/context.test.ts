import { describe, expect, test } from "bun:test";
import { app, middleware } from "../../src/bunsen.ts";
import { Context } from "../../src/runtime/context.ts";
import { requestBytes, sendRaw } from "../support/raw-request.ts";

/** A Request that tells what is read of it. */
function watched(read: string[], init: RequestInit = {}): Request {
  const request = new Request("http://localhost/a%20b?c=d", init);
  return new Proxy(request, {
    get(target, key) {
      read.push(String(key));
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

describe("a context reads nothing of a request before it is asked", () => {
  const facts: readonly (readonly [keyof Context, readonly string[]])[] = [
    ["route", []],
    ["allowedMethods", []],
    ["ip", []],
    ["path", ["url"]],
    ["url", ["headers", "url", "url"]],
    ["signal", ["signal"]],
    ["cookieMap", ["cookies", "headers"]],
  ];
  test.each(facts)("%s", (fact, expected) => {
    const read: string[] = [];
    const context = new Context(watched(read), undefined, "/:id");
    expect(read).toEqual([]);
    void context[fact];
    expect(read).toEqual([...expected]);
  });
});

const contextOf = (url: string): Context => new Context(new Request(url), undefined);

test("path and url are one reading; what has none is refused", () => {
  const { path, url } = contextOf("http://localhost/a%20b?c=d");
  expect([path, url.pathname, url.search]).toEqual(["/a b", "/a%20b", "?c=d"]);
  for (const fact of ["path", "url"] as const)
    expect(() => contextOf("http://localhost/a%2fb")[fact]).toThrow("The request target cannot be read");
});

test("the facts of a request over a socket, in a hook, a handler, and where no route is", async () => {
  const told: unknown[] = [];
  const tell = middleware({
    name: "tell",
    before: ({ route, path, ip, allowedMethods, url, server }) =>
      void told.push([route, path, ip, allowedMethods, url.search, server !== undefined]),
  });
  const shop = app()
    .use(tell)
    .get("/users/:id", ({ ip, route, path }) => [route, path, ip].join(" "));
  await using server = await shop.listen({ port: 0, hostname: "127.0.0.1", signals: false });
  const answer = await sendRaw(server.port, requestBytes("GET", "/users/a%20b?x=1"));
  await sendRaw(server.port, requestBytes("POST", "/users/7"));
  await sendRaw(server.port, requestBytes("GET", "/nothing"));
  expect(answer.body).toBe("/users/:id /users/a b 127.0.0.1");
  expect(told).toEqual([
    ["/users/:id", "/users/a b", "127.0.0.1", undefined, "?x=1", true],
    [undefined, "/users/7", "127.0.0.1", ["GET", "HEAD", "OPTIONS"], "", true],
    [undefined, "/nothing", "127.0.0.1", [], "", true],
  ]);
});
