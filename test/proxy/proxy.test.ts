/** `proxy()`: what reaches the upstream, and what comes back. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type LogEntry, app } from "../../src/bunsen.ts";
import type { App } from "../../src/define/app.ts";
import { type ProxyOptions, proxy } from "../../src/proxy.ts";
import { forms } from "../support/app-forms.ts";
import { quiet } from "../support/behaviour.ts";
import { exchange } from "../support/exchange.ts";
import { requestBytes, sendRaw } from "../support/raw-request.ts";
import { openReader } from "../support/slow-reader.ts";

const local = { port: 0, hostname: "127.0.0.1", signals: false } as const;

/** What the upstream was asked. */
interface Asked {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

let asked: Asked[] = [];
let upstream: Bun.Server<undefined>;

const answers: Readonly<Record<string, () => Response>> = {
  "/v1/gzip": () =>
    new Response(Bun.gzipSync("packed"), {
      headers: { "content-encoding": "gzip", "content-type": "text/plain" },
    }),
  "/v1/hop": () =>
    new Response("hop", {
      headers: {
        connection: "x-internal",
        "x-internal": "1",
        "keep-alive": "timeout=5",
        "set-cookie": "a=b",
        "x-kept": "1",
      },
    }),
  "/v1/moved": () => new Response(null, { status: 302, headers: { location: "/v1/new?a=1#b" } }),
  "/v1/out": () => new Response(null, { status: 302, headers: { location: "https://elsewhere.example/" } }),
  "/v1/double": () => new Response(null, { status: 302, headers: { location: "/v1//evil.example" } }),
  "/v1/none": () => new Response(null, { status: 204 }),
  "/v1/fault": () => Response.json({ fault: true }, { status: 503, headers: { "retry-after": "3" } }),
};

beforeAll(() => {
  upstream = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    development: false,
    async fetch(request) {
      const { pathname } = new URL(request.url);
      const target = request.url.slice(upstream.url.origin.length);
      const { method } = request;
      asked.push({
        method,
        target,
        headers: Object.fromEntries(request.headers),
        body: await request.text(),
      });
      return answers[pathname]?.() ?? new Response("plain");
    },
  });
});

afterAll(() => upstream.stop(true));

const proxying = (options: ProxyOptions = {}, base = new URL("/v1/", upstream.url)): App =>
  app(quiet)
    .all("/api/*", proxy(base, options))
    .post("/upload/*", { bodyType: "stream", bodyLimitBytes: 10_000_000 }, proxy(base, options))
    .get("/status", proxy(new URL("/health", upstream.url), options));

/** What the upstream is asked for the bytes of a request over a socket. */
async function pass(
  subject: App,
  bytes: string,
): Promise<{ readonly asked: readonly Asked[]; readonly status: number }> {
  asked = [];
  await using server = await subject.listen(local);
  const { status } = await sendRaw(server.port, bytes);
  return { asked, status };
}

const headersFor = async (lines: readonly string[], options: ProxyOptions = {}) =>
  (await pass(proxying(options), requestBytes("GET", "/api/x", lines))).asked[0]?.headers ?? {};

const credentialsIn = (headers: object) => ["authorization", "cookie"].filter((name) => name in headers);

const cookiesOf = async (options: ProxyOptions) =>
  (await proxying(options).request("/api/hop")).headers.getSetCookie();

/** An upstream that does not answer, and tells when it is asked and left. */
function silent(answer: () => Response | Promise<Response>) {
  const entered = Promise.withResolvers<void>();
  const left = Promise.withResolvers<string>();
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    development: false,
    fetch(request) {
      request.signal.addEventListener("abort", () => left.resolve("left"));
      entered.resolve();
      return answer();
    },
  });
  return {
    url: server.url,
    entered: entered.promise,
    left: left.promise,
    [Symbol.dispose]: () => void server.stop(true),
  };
}

const never = (): Promise<Response> => new Promise(() => {});

const endless = (): Response =>
  new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1000)) }));

describe.each(forms)("%s: an answer", (form) => {
  test("comes back as it is, coded as it was", async () => {
    const plain = { headers: { "accept-encoding": "identity" } };
    expect(await exchange(proxying(), form, "/api/x", plain)).toMatchObject({ status: 200, body: "plain" });
    expect(await exchange(proxying(), form, "/api/none", plain)).toMatchObject({ status: 204, body: "" });
    expect(await exchange(proxying(), form, "/api/fault", plain)).toEqual({
      status: 503,
      headers: { "content-type": "application/json;charset=utf-8", "retry-after": "3" },
      body: '{"fault":true}',
    });
    expect(await exchange(proxying(), form, "/api/hop", plain)).toEqual({
      status: 200,
      headers: { "content-type": "text/plain;charset=utf-8", "x-kept": "1" },
      body: "hop",
    });
  });

  test("relocates redirects within its base, and never to another server", async () => {
    const init = { redirect: "manual" } as const;
    const locationOf = async (target: string) =>
      (await exchange(proxying(), form, target, init)).headers["location"];
    expect(await locationOf("/api/moved")).toBe("/api/new?a=1#b");
    expect(await locationOf("/api/out")).toBe("https://elsewhere.example/");
    expect(await locationOf("/api/double")).toBe("/api/evil.example");
  });
});

test("content that is coded is not decoded", async () => {
  await using server = await proxying().listen(local);
  const url = new URL("/api/gzip", server.url);
  const coded = await fetch(url, { decompress: false, headers: { "accept-encoding": "gzip" } });
  expect(coded.headers.get("content-encoding")).toBe("gzip");
  expect(new TextDecoder().decode(Bun.gunzipSync((await coded.bytes()) as Uint8Array<ArrayBuffer>))).toBe(
    "packed",
  );
});

describe("a request", () => {
  test("is sent on with its method, query and body", async () => {
    const bytes = requestBytes(
      "PUT",
      "/api/a/b%20c?d=%2F&e",
      ["Content-Length: 4", "Content-Type: x/y"],
      "body",
    );
    const { asked: found } = await pass(proxying(), bytes);
    expect(found.map(({ method, target, body }) => ({ method, target, body }))).toEqual([
      { method: "PUT", target: "/v1/a/b%20c?d=%2F&e", body: "body" },
    ]);
    expect(found[0]?.headers["content-type"]).toBe("x/y");
  });

  test("without a wildcard asks for the upstream itself", async () => {
    const { asked: found } = await pass(proxying(), requestBytes("GET", "/status?a=1"));
    expect(found.map(({ target }) => target)).toEqual(["/health?a=1"]);
  });

  test("streams its body where the route does", async () => {
    const body = "x".repeat(3_000_000);
    await using server = await proxying().listen(local);
    asked = [];
    await fetch(new URL("/upload/a", server.url), { method: "POST", body });
    expect(asked.map((one) => one.body.length)).toEqual([body.length]);
  });

  test("tells who sent it, whatever the client claims", async () => {
    const headers = await headersFor([
      "Host: shop.example",
      "X-Forwarded-For: 6.6.6.6",
      "X-Forwarded-Host: evil.example",
      "X-Forwarded-Proto: https",
      "X-Real-IP: 6.6.6.6",
      "Forwarded: for=6.6.6.6",
    ]);
    expect(
      Object.entries(headers)
        .filter(([name]) => /forwarded|real/.test(name))
        .toSorted(),
    ).toEqual([
      ["x-forwarded-for", "127.0.0.1"],
      ["x-forwarded-host", "shop.example"],
      ["x-forwarded-proto", "http"],
    ]);
    expect(headers["host"]).toBe(upstream.url.host);
  });

  test("GHSA-79qm-7rj5-m7r9: fields of the connection, and what Connection lists, are not sent on", async () => {
    const headers = await headersFor([
      "Connection: x-secret, Keep-Alive",
      "X-Secret: 1",
      "Keep-Alive: timeout=5",
      "Proxy-Authorization: Basic x",
      "Proxy-Connection: keep-alive",
      "TE: trailers",
      "Upgrade: websocket",
      "X-Kept: 1",
    ]);
    const names = [
      "x-secret",
      "keep-alive",
      "proxy-authorization",
      "proxy-connection",
      "te",
      "upgrade",
      "x-kept",
    ];
    expect(names.filter((name) => name in headers)).toEqual(["x-kept"]);
    expect(headers["connection"] ?? "").not.toContain("x-secret");
  });

  test("GHSA-gwhp-pf74-vj37 / CVE-2026-33805: a client cannot strip what the proxy adds", async () => {
    const lines = ["Connection: x-api-key, x-forwarded-for, x-forwarded-host, host"];
    const headers = await headersFor(lines, { headers: () => ({ "x-api-key": "ours" }) });
    expect(headers).toMatchObject({
      "x-api-key": "ours",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-host": "localhost",
      host: upstream.url.host,
    });
    const forged = await headersFor(["X-Api-Key: theirs"], { headers: () => ({ "x-api-key": "ours" }) });
    expect(forged["x-api-key"]).toBe("ours");
  });

  test("has no credentials but those that are named", async () => {
    const lines = ["Authorization: Bearer x", "Cookie: a=b"];
    expect(credentialsIn(await headersFor(lines))).toEqual([]);
    expect(credentialsIn(await headersFor(lines, { forward: ["cookie"] }))).toEqual(["cookie"]);
    expect(credentialsIn(await headersFor(lines, { forward: ["cookie", "authorization"] }))).toEqual([
      "authorization",
      "cookie",
    ]);
    expect([await cookiesOf({}), await cookiesOf({ forward: ["set-cookie"] })]).toEqual([[], ["a=b"]]);
  });

  describe("GHSA-5w89-w975-hf9q / CVE-2026-44373, GHSA-2q7r-29rg-6m5h / CVE-2025-66415: stays under its base", () => {
    const dots = [
      "..",
      "%2e%2e",
      ".%2e",
      "%2E%2E",
      "%252e%252e",
      "%25252e%25252e",
      ".%252e",
      "..%2f",
      "..%5c",
      "..%252f",
    ];
    for (const step of dots) {
      test(step, async () => {
        for (const target of [
          `/api/${step}/admin`,
          `/api/a/${step}/${step}/admin`,
          `/api/${step}`,
          `/api//${step}/x`,
        ]) {
          const { asked: found, status } = await pass(proxying(), requestBytes("GET", target));
          const outside = found.filter(
            (one) => !one.target.startsWith("/v1/") || /\.\.|%25/.test(one.target),
          );
          expect([target, outside]).toEqual([target, []]);
          if (found.length === 0) expect([400, 404]).toContain(status);
        }
      });
    }
  });
});

describe("an upstream", () => {
  test("that cannot be reached is a 502, which is logged", async () => {
    const closed = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
    const { url } = closed;
    await closed.stop(true);
    const log: LogEntry[] = [];
    const subject = app({ log: (entry) => log.push(entry) }).get("/*", proxy(url));
    const response = await subject.request("/a");
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      502,
      "upstream_unreachable",
    ]);
    expect(log.map(({ code }) => code)).toEqual(["upstream_unreachable"]);
  });

  test("that is too slow is a 504, and left", async () => {
    using slow = silent(never);
    const response = await app(quiet)
      .get("/*", proxy(slow.url, { timeoutMs: 300 }))
      .request("/a");
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      504,
      "upstream_timed_out",
    ]);
    expect(await slow.left).toBe("left");
  });

  test("is left when the client goes, before its answer and in the middle of it", async () => {
    for (const answer of [never, endless]) {
      using slow = silent(answer);
      const log: LogEntry[] = [];
      await using server = await app({ log: (entry) => log.push(entry) })
        .get("/*", proxy(slow.url))
        .listen(local);
      using reader = await openReader(server.port, requestBytes("GET", "/a"), false);
      await slow.entered;
      if (answer === endless) await reader.until(({ receivedBytes }) => receivedBytes > 0);
      reader.leave();
      expect(await slow.left).toBe("left");
      expect(log).toEqual([]);
    }
  });

  test("that breaks off leaves no answer that looks whole, and is asked once", async () => {
    let asks = 0;
    using breaking = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: {
        open: () => void asks++,
        data(socket) {
          socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart");
          socket.flush();
          setTimeout(() => socket.terminate(), 20);
        },
      },
    });
    const subject = app(quiet).post("/*", proxy(`http://127.0.0.1:${breaking.port}/`));
    await using server = await subject.listen(local);
    using reader = await openReader(server.port, requestBytes("POST", "/a", ["Content-Length: 2"], "{}"));
    await reader.closed;
    expect(reader.text).not.toContain("\r\n0\r\n\r\n");
    expect([asks, reader.text.includes("part") && !reader.text.includes("Content-Length: 4\r\n")]).toEqual([
      1,
      true,
    ]);
  });
});

test.each([
  ["ftp://a/", {}, "proxy: expected an upstream as http://host:8080/path/"],
  ["/relative", {}, "proxy: expected an upstream"],
  ["http://user:secret@a/", {}, "proxy: expected an upstream"],
  ["http://a/?b", {}, "proxy: expected an upstream"],
  ["http://a/", { forwards: [] }, "proxy.forwards: there is no such option"],
  ["http://a/", { forward: ["x"] }, "proxy.forward: expected a list of authorization, cookie, set-cookie"],
  ["http://a/", { timeoutMs: 0 }, "proxy.timeoutMs: expected whole milliseconds"],
] as const)("%s with %j is refused", (upstreamUrl, options, message) => {
  expect(() => proxy(upstreamUrl, options as object)).toThrow(message);
});
