import { describe, expect, test } from "bun:test";
import { type ClientOptions, createClient } from "../../src/client.ts";
import { type RawServer, answers, serveRaw } from "./support/raw-server.ts";

const to = (status: number, location: string) => answers(status, "", [`Location: ${location}`]);

const secrets = {
  authorization: "Bearer secret",
  cookie: "a=secret",
  "x-api-key": "secret",
  accept: "application/json",
} as const;

const clientOf = (server: RawServer, options: Partial<ClientOptions> = {}) =>
  createClient({ baseUrl: server.url, headers: secrets, retry: false, ...options });

/** Method and path of each request. */
const linesOf = ({ requests }: RawServer): string[] =>
  requests.map((request) => request.split(" HTTP/1.1")[0] ?? "");

test.each([
  [301, "POST", "GET"],
  [302, "POST", "GET"],
  [303, "PUT", "GET"],
  [303, "POST", "GET"],
  [307, "POST", "POST"],
  [308, "PUT", "PUT"],
  [301, "PUT", "PUT"],
] as const)("%d of %s is followed with %s", async (status, method, next) => {
  await using server = serveRaw(to(status, "/b?c"), answers(200));
  await using client = clientOf(server);
  await client.request(method, "/a", { json: 1 });
  expect(linesOf(server)).toEqual([`${method} /a`, `${next} /b?c`]);
  const [, body] = server.requests[1]?.split("\r\n\r\n") ?? [];
  expect([body, server.requests[1]?.includes("application/json\r\n")]).toEqual([
    next === "GET" ? "" : "1",
    true,
  ]);
  expect(/content-(?:type|length): (?!0)/i.test(server.requests[1] ?? "")).toBe(next !== "GET");
  expect(server.requests[1]).toContain("Bearer secret");
});

describe("another origin", () => {
  test.each([
    "http://127.0.0.1:1/",
    "//evil.example/",
    "https://127.0.0.1/",
    "file:///etc/passwd",
    "http://u:p@h/",
  ])("that is not named is not asked: %s", async (location) => {
    await using server = serveRaw(to(302, location));
    await using client = clientOf(server);
    await expect(client.get("/")).rejects.toMatchObject({ code: "unsafe_redirect" });
    expect(server.requests.length).toBe(1);
  });

  test("that is named is given no credentials, by whatever name, also when it sends back", async () => {
    await using other = serveRaw((c) =>
      c.send(`HTTP/1.1 302 Some\r\nLocation: ${server.url}/c\r\nContent-Length: 0\r\n\r\n`),
    );
    await using server = serveRaw(to(302, `${other.url}/b`), answers(200));
    await using client = clientOf(server, { redirects: { origins: [other.url] } });
    await client.get("/a");
    expect([linesOf(server), linesOf(other)]).toEqual([["GET /a", "GET /c"], ["GET /b"]]);
    expect(server.requests[0]).toContain("secret");
    for (const request of [other.requests[0], server.requests[1]]) {
      expect(request).not.toContain("secret");
      expect(request?.toLowerCase()).toContain("accept: application/json");
    }
    expect(Object.keys(client.stats).toSorted()).toEqual([server.url, other.url].toSorted());
  });

  test("is given no body", async () => {
    await using other = serveRaw(answers(200));
    await using server = serveRaw(to(307, `${other.url}/b`));
    await using client = clientOf(server, { redirects: { origins: [other.url] } });
    await expect(client.post("/a", { json: "secret" })).rejects.toMatchObject({ code: "unsafe_redirect" });
    expect(other.requests).toEqual([]);
  });
});

test("a body that was sent cannot be sent again", async () => {
  await using server = serveRaw(to(307, "/b"));
  await using client = clientOf(server);
  // Its length is known to nobody: it comes in chunks.
  const body = new Blob(["a"]).stream();
  await expect(client.put("/a", { body })).rejects.toMatchObject({ code: "unsafe_redirect" });
});

test("redirects without end end", async () => {
  await using server = serveRaw(to(302, "/a"));
  await using client = clientOf(server, { redirects: { max: 3 } });
  await expect(client.get("/a")).rejects.toMatchObject({
    code: "unsafe_redirect",
    message: `GET ${server.url}/a: there are more than 3 redirects.`,
  });
  expect(server.requests.length).toBe(4);
});

test("without a location it is a status like others", async () => {
  await using server = serveRaw(answers(302), answers(304));
  await using client = clientOf(server);
  await expect(client.get("/")).rejects.toMatchObject({ code: "http_status", status: 302 });
  await expect(client.get("/")).rejects.toMatchObject({ code: "http_status", status: 304 });
});
