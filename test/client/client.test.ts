import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import * as z from "zod";
import { app, t } from "../../src/bunsen.ts";
import { type CallContext, ClientError, type ClientOptions, createClient } from "../../src/client.ts";
import { type Behaviour, answer, answers, serveRaw } from "./support/raw-server.ts";

const User = t.Object({ id: t.Integer(), email: t.String({ format: "email" }) });
const json = ["Content-Type: application/json"];

const never = (): Promise<never> => new Promise(() => {});

const notUtf8: Behaviour = (c) => {
  c.send(`HTTP/1.1 200 OK\r\n${json[0]}\r\nContent-Length: 3\r\n\r\n`);
  c.sendBytes(Buffer.from('"\xff"', "latin1"));
};

describe("an answer", () => {
  test("that fits its schema has its type", async () => {
    await using server = serveRaw(answers(200, '{"id":7,"email":"a@b.example"}', json));
    await using client = createClient({ baseUrl: `${server.url}/v1` });
    const { status, value } = await client.get("/users/:id", { params: { id: 7 }, response: User });
    const typed: { id: number; email: string } = value;
    expect([status, typed]).toEqual([200, { id: 7, email: "a@b.example" }]);
    expect(server.requests[0]).toStartWith("GET /v1/users/7 HTTP/1.1\r\n");
  });

  test("is decoded by the transforms of its schema", async () => {
    const Day = t
      .Transform(t.String())
      .Decode((text) => new Date(text))
      .Encode((date) => date.toISOString());
    await using server = serveRaw(answers(200, '"2026-01-02"', json));
    await using client = createClient({ baseUrl: server.url });
    const { value } = await client.get("/", { response: Day });
    expect(value.getUTCDate()).toBe(2);
  });

  test("can be checked by another library", async () => {
    const Item = z.object({ name: z.string() });
    await using server = serveRaw(answers(200, '{"name":"a"}', json), answers(200, '{"name":1}', json));
    await using client = createClient({ baseUrl: server.url });
    const { value } = await client.get("/", { response: Item });
    expect(value.name).toBe("a");
    await expect(client.get("/", { response: Item })).rejects.toMatchObject({
      code: "invalid_response",
      message: `GET ${server.url}/: the answer is not as declared: it does not fit at /name.`,
    });
  });

  test("that does not fit is told by place, never by value", async () => {
    await using server = serveRaw(answers(200, '{"id":"secret","email":"a"}', json));
    await using client = createClient({ baseUrl: server.url });
    await expect(client.get("/?token=secret", { response: User })).rejects.toMatchObject({
      code: "invalid_response",
      message: `GET ${server.url}/: the answer is not as declared: it does not fit at /id: Expected integer.`,
    });
  });

  test.each([
    ["is no JSON", answers(200, "{", json)],
    ["is no UTF-8", notUtf8],
    ["is deeper than anything", answers(200, "[".repeat(100_000) + "]".repeat(100_000), json)],
  ])("that %s does not fit", async (_, behaviour) => {
    await using server = serveRaw(behaviour);
    await using client = createClient({ baseUrl: server.url });
    const Tree = t.Recursive((self) => t.Union([t.Array(self), t.String()]));
    await expect(client.get("/", { response: Tree })).rejects.toMatchObject({ code: "invalid_response" });
  });

  test("is read by its type where there is no schema", async () => {
    await using server = serveRaw(
      answers(200, "a", ["Content-Type: text/plain; charset=utf-8"]),
      answers(200, "a"),
      answers(204),
      answers(200, '{"__proto__":1}', ["Content-Type: application/ld+json"]),
    );
    await using client = createClient({ baseUrl: server.url });
    const values: unknown[] = [];
    for (let count = 0; count < 4; count++) values.push((await client.get("/")).value);
    expect(values).toEqual(["a", new Uint8Array([97]), undefined, JSON.parse('{"__proto__":1}')]);
  });

  test("to HEAD has no body", async () => {
    await using server = serveRaw((c) => c.send("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"));
    await using client = createClient({ baseUrl: server.url });
    expect((await client.head("/")).value).toBeUndefined();
  });
});

describe("a status that is no success", () => {
  test("is an error with the problem that the server tells", async () => {
    const subject = app({ log: () => {} }).get(
      "/users/:id",
      { params: t.Object({ id: t.Integer() }) },
      () => "",
    );
    await using server = await subject.listen({ port: 0, hostname: "127.0.0.1", signals: false });
    await using client = createClient({ baseUrl: server.url.origin });
    const error = await client.get("/users/x").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ClientError);
    expect(error).toMatchObject({
      code: "http_status",
      status: 422,
      message: `GET ${server.url.origin}/users/x: the answer has the status 422.`,
      answer: { status: 422, problem: { code: "validation_failed", errors: [{ in: "params" }] } },
    });
  });

  test("has its body, and no problem where it is none", async () => {
    await using server = serveRaw(answers(404, "none", ["Content-Type: text/plain", "X-A: b"]));
    await using client = createClient({ baseUrl: server.url });
    const error = await client.get("/").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 404, answer: { body: "none", problem: undefined } });
    expect((error as ClientError).answer?.headers.get("x-a")).toBe("b");
  });

  test("is printed without what was sent either way", async () => {
    await using server = serveRaw(
      answers(401, "secret", ["Set-Cookie: a=secret", "Content-Type: text/plain"]),
    );
    await using client = createClient({ baseUrl: server.url, headers: { authorization: "secret" } });
    const error = await client.post("/?q=secret", { body: "secret" }).catch((thrown: unknown) => thrown);
    expect([(error as ClientError).answer?.body, Bun.inspect(error).includes("secret")]).toEqual([
      "secret",
      false,
    ]);
  });

  test("and a problem that is no JSON is told without it", async () => {
    await using server = serveRaw(answers(400, "{", ["Content-Type: application/problem+json"]));
    await using client = createClient({ baseUrl: server.url });
    await expect(client.get("/")).rejects.toMatchObject({ answer: { body: undefined, problem: undefined } });
  });
});

describe("header fields", () => {
  test("of the client, and of a call in their place", async () => {
    await using server = serveRaw(answers(200));
    const contexts: unknown[] = [];
    const headers = ({ from, method, url, attempt }: CallContext) => {
      contexts.push([from?.request.url, method, url.pathname, attempt]);
      return { "x-a": "1", "x-b": "2", "x-c": "3" };
    };
    await using client = createClient({ baseUrl: server.url, headers });
    const from = { request: new Request("http://in.example/"), signal: new AbortController().signal };
    await client.with(from).put("/p", { json: { a: 1 }, headers: { "X-B": "4", "x-c": undefined } });
    expect(contexts).toEqual([["http://in.example/", "PUT", "/p", 1]]);
    expect(server.requests[0]).toContain("x-a: 1\r\n");
    expect(server.requests[0]).toContain("x-b: 4\r\n");
    expect(server.requests[0]).not.toContain("x-c");
    expect(server.requests[0]).toEndWith('\r\n\r\n{"a":1}');
  });

  test.each([
    { "x-a": "a\r\nX-B: b" },
    { "x-a": "a\nb" },
    { "x-a": "a\0" },
    { "x-a": "ä" },
    { "x-a\r\nx-b": "a" },
    { "x a": "a" },
    { "": "a" },
    { Host: "evil.example" },
    { "content-length": "5" },
    { "Transfer-Encoding": "chunked" },
    { connection: "close" },
  ])("%j are refused wherever they come from, and nothing is sent", async (fields) => {
    await using server = serveRaw(answers(200));
    const given = fields as Record<string, string>;
    await using client = createClient({ baseUrl: server.url });
    await using computing = createClient({ baseUrl: server.url, headers: async () => given });
    expect(() => createClient({ baseUrl: server.url, headers: given })).toThrow(TypeError);
    await expect(client.get("/", { headers: given })).rejects.toThrow(TypeError);
    await expect(computing.get("/")).rejects.toThrow(TypeError);
    expect(server.requests).toEqual([]);
  });

  test("that are slow to come count as time, and hold no place in the line", async () => {
    await using server = serveRaw(answers(200));
    const headers = never;
    await using client = createClient({ baseUrl: server.url, headers, timeoutMs: 20, maxConcurrent: 1 });
    await expect(client.get("/")).rejects.toMatchObject({ code: "timed_out" });
    expect(client.stats).toEqual({});
  });
});

test("a call ends with the request that it answers", async () => {
  await using server = serveRaw(() => {});
  await using client = createClient({ baseUrl: server.url });
  const inbound = new AbortController();
  const from = { request: new Request("http://in.example/"), signal: inbound.signal };
  const calls = [client.with(from).get("/"), client.get("/", { from })];
  const outcomes = Promise.allSettled(calls);
  inbound.abort(new Error("gone"));
  const codes = (await outcomes).map((outcome) => outcome.status === "rejected" && outcome.reason.code);
  expect(codes).toEqual(["aborted", "aborted"]);
});

describe("calls at one time", () => {
  test("are never more than the limit, 600 of them", async () => {
    let now = 0;
    let most = 0;
    const gate = Promise.withResolvers<void>();
    await using server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      async fetch() {
        most = Math.max(most, ++now);
        if (now === 100) gate.resolve();
        await gate.promise;
        now--;
        return new Response("a");
      },
    });
    await using client = createClient({ baseUrl: server.url.origin, timeoutMs: 60_000 });
    const calls = Array.from({ length: 600 }, () => client.get("/"));
    await gate.promise;
    expect(client.stats[server.url.origin]).toMatchObject({ active: 100, waiting: 500 });
    expect(new Set((await Promise.all(calls)).map(({ status }) => status))).toEqual(new Set([200]));
    expect([most, client.stats[server.url.origin]]).toEqual([
      100,
      { active: 0, waiting: 0, circuit: "closed", sent: 600, failed: 0 },
    ]);
  }, 30_000);

  test("wait no longer than their time, and give up their place", async () => {
    await using server = serveRaw(() => {});
    await using client = createClient({ baseUrl: server.url, maxConcurrent: 1, retry: false, timeoutMs: 50 });
    const calls = [client.get("/"), client.get("/", { timeoutMs: 10 })];
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map((outcome) => outcome.status === "rejected" && outcome.reason.code)).toEqual([
      "timed_out",
      "timed_out",
    ]);
    expect([server.requests.length, client.stats[server.url]?.active]).toEqual([1, 0]);
  });

  test("beyond the line are refused", async () => {
    await using server = serveRaw(() => {});
    const limits = { maxConcurrent: 1, maxWaiting: 0, timeoutMs: 20, retry: false } as const;
    await using client = createClient({ baseUrl: server.url, ...limits });
    const first = client.get("/").catch((error: ClientError) => error.code);
    await expect(client.get("/")).rejects.toMatchObject({ code: "too_many_waiting" });
    expect(await first).toBe("timed_out");
  });
});

test("a connection is used again, and closed with the client", async () => {
  await using server = serveRaw(answers(200));
  const client = createClient({ baseUrl: server.url });
  await client.get("/a");
  await client.post("/b", { body: "b" });
  expect([server.opened, server.open]).toEqual([1, 1]);
  await client.close();
  await server.closed();
  await expect(client.get("/")).rejects.toMatchObject({ code: "closed" });
});

test("keepAliveSeconds: 0 closes each connection", async () => {
  await using server = serveRaw(answers(200));
  await using client = createClient({ baseUrl: server.url, keepAliveSeconds: 0 });
  await client.get("/");
  await client.get("/");
  await server.closed();
  expect(server.opened).toBe(2);
});

test("no timer and no socket of it keeps a process alive", async () => {
  await using server = serveRaw(answers(200), answers(503), (c) => c.reset(), answers(200));
  const program = `
    import { createClient } from "bunsen/client";
    const options = { baseUrl: "${server.url}", timeoutMs: 60_000, firstByteTimeoutMs: 60_000 };
    const client = createClient({ ...options, retry: { baseMs: 1 } });
    await client.get("/");
    await client.post("/").catch(() => {});
    await client.get("/");
    console.log("end");
  `;
  const child = Bun.spawn([process.execPath, "-e", program], { cwd: import.meta.dir, timeout: 20_000 });
  expect([await child.stdout.text(), await child.exited]).toEqual(["end\n", 0]);
}, 30_000);

test("closing waits for what runs", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  await using server = serveRaw((c) => void promise.then(() => c.send(answer(200, "a"))));
  const client = createClient({ baseUrl: server.url });
  const call = client.get("/");
  const closed = client.close();
  resolve();
  await closed;
  expect((await call).status).toBe(200);
});

test("GHSA-v574-6498-x57v: two URLs share a line exactly where scheme, host and port are the same", () =>
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          scheme: fc.constantFrom("http", "https"),
          host: fc.constantFrom("a", "a1", "a.b", "ab", "A", "[::1]", "127.0.0.1"),
          port: fc.constantFrom("", ":1", ":11", ":80", ":443"),
          path: fc.constantFrom("", "/1", "/b", "/http://a"),
        }),
        { minLength: 2, maxLength: 2 },
      ),
      (pair) => {
        const urls = pair.map(({ scheme, host, port, path }) => new URL(`${scheme}://${host}${port}${path}`));
        const [one, two] = urls.map(({ origin }) => origin);
        const parts = urls.map(({ protocol, hostname, port }) => JSON.stringify([protocol, hostname, port]));
        expect(one === two).toBe(parts[0] === parts[1]);
      },
    ),
    { numRuns: 300, seed: 1 },
  ));

test.each([
  [{}, "client.baseUrl: expected http:// or https://"],
  [{ baseUrl: "http://h", timeout: 1 }, "client.timeout: there is no such option"],
  [
    { baseUrl: "http://h", timeoutMs: 0 },
    "client.timeoutMs: expected a whole number from 1 to 2147483647, received 0.",
  ],
  [{ baseUrl: "http://h", maxConcurrent: 0 }, "client.maxConcurrent: expected a whole number from 1"],
  [{ baseUrl: "http://h", limitBytes: -1 }, "client.limitBytes: expected a whole number from 0"],
  [{ baseUrl: "http://h", headers: null }, "client.headers: expected a function, received null."],
  [{ baseUrl: "http://h", retry: { times: 1 } }, "client.retry.times: there is no such option"],
  [
    { baseUrl: "http://h", circuit: { failures: 0 } },
    "client.circuit.failures: expected a whole number from 1",
  ],
  [
    { baseUrl: "http://h", redirects: { origins: ["https://a/"] } },
    "client.redirects.origins: expected https://host",
  ],
])("%j is refused when the client is made", (options, message) => {
  expect(() => createClient(options as unknown as ClientOptions)).toThrow(message);
});

test.each([
  [{ json: 1, body: "a" }, "client: expected json or body, received both."],
  [{ json: () => 1 }, "client.json: no JSON can be made of a function."],
  [{ data: 1 }, "client.data: there is no such option"],
])("a call with %p is refused", async (options, message) => {
  await using client = createClient({ baseUrl: "http://127.0.0.1:1" });
  await expect(client.post("/", options as object)).rejects.toThrow(message);
  await expect(client.get("/", { body: "a" })).rejects.toThrow("client: GET has no body.");
  await expect(client.request("TRACE" as "GET", "/")).rejects.toThrow(
    'client: "TRACE" is no method of a call.',
  );
});
