import { expect, test } from "bun:test";
import { app, t } from "../../src/bunsen.ts";
import { startTestServer } from "../../src/testing.ts";

const hello = () =>
  app().get("/hello/:name", { params: t.Object({ name: t.String() }) }, ({ params }) => params.name);

test("serves an app on 127.0.0.1, and stops at the end of the block", async () => {
  const { url } = await (async () => {
    await using server = await startTestServer(hello());
    expect(server.url.hostname).toBe("127.0.0.1");
    expect(await (await server.fetch("/hello/Ada")).text()).toBe("Ada");
    return server;
  })();
  const error = await fetch(url).catch((reason: unknown) => reason);
  expect(String(error)).toContain("ECONNREFUSED");
});

test("two servers at once have ports of their own", async () => {
  await using one = await startTestServer(hello());
  await using other = await startTestServer(hello());
  expect(one.port).not.toBe(other.port);
});

test("sends what fetch is given", async () => {
  await using server = await startTestServer(
    app().post("/echo", { body: t.Any() }, ({ body }) => body as object),
  );
  const headers = { "content-type": "application/json" };
  const response = await server.fetch("/echo", { method: "POST", headers, body: '{"a":1}' });
  expect(await response.json()).toEqual({ a: 1 });
});

test.each(["hello", "http://example.test/", "//example.test/", ""])("fetch refuses %j", async (path) => {
  await using server = await startTestServer(hello());
  expect(await server.fetch(path).catch(String)).toStartWith("TypeError: fetch: expected a path");
});

test("runs what an app does when it starts and stops", async () => {
  const events: string[] = [];
  const counted = hello()
    .onStart(() => events.push("start"))
    .onStop(() => events.push("stop"));
  {
    await using server = await startTestServer(counted);
    expect((await server.fetch("/nowhere")).status).toBe(404);
  }
  expect(events).toEqual(["start", "stop"]);
});
