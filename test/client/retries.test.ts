import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type CallOptions, type ClientOptions, createClient } from "../../src/client.ts";
import { ClientError } from "../../src/client/client-error.ts";
import { retryAfterMsOf, retryDelayMs } from "../../src/client/retry.ts";
import { type Behaviour, answers, serveRaw } from "./support/raw-server.ts";

const reset: Behaviour = (c) => c.reset();
const quick = { retry: { max: 2, baseMs: 0 } } as const;

/** The status, or the code of the error, and how many requests were sent. */
async function outcomeOf(
  behaviours: readonly Behaviour[],
  options: Partial<ClientOptions>,
  call: (client: ReturnType<typeof createClient>) => Promise<{ readonly status: number }>,
): Promise<[number | string, number]> {
  await using server = serveRaw(...behaviours);
  await using client = createClient({ baseUrl: server.url, ...quick, ...options });
  const outcome = await call(client).then(
    ({ status }) => status,
    (error: unknown) => (error instanceof ClientError ? error.code : String(error)),
  );
  return [outcome, server.requests.length];
}

const countedFields = ({ attempt }: { readonly attempt: number }): Record<string, string> => ({
  "x-a": `${attempt}`,
});

describe("what can be repeated is tried again", () => {
  test.each([
    ["a reset", reset],
    ["502", answers(502)],
    ["503", answers(503)],
    ["504", answers(504)],
    ["429", answers(429)],
  ])("after %s", async (_, fault) => {
    expect(await outcomeOf([fault, fault, answers(200)], {}, (client) => client.get("/"))).toEqual([200, 3]);
  });

  test("after an answer that did not begin in time", async () => {
    const options = { firstByteTimeoutMs: 200 };
    expect(await outcomeOf([() => {}, answers(200)], options, (client) => client.get("/"))).toEqual([200, 2]);
  });

  test("no more than max times", async () => {
    expect(await outcomeOf([reset], {}, (client) => client.get("/"))).toEqual(["reset", 3]);
    expect(await outcomeOf([reset], { retry: false }, (client) => client.get("/"))).toEqual(["reset", 1]);
  });

  test("with its body, by the methods that have one", async () => {
    await using server = serveRaw(reset, answers(200));
    await using client = createClient({ baseUrl: server.url, ...quick });
    await client.put("/", { json: { a: 1 } });
    expect(server.requests.map((request) => request.split("\r\n\r\n")[1])).toEqual(['{"a":1}', '{"a":1}']);
  });

  test("each time with new header fields", async () => {
    await using server = serveRaw(answers(503), answers(200));
    await using client = createClient({ baseUrl: server.url, headers: countedFields, ...quick });
    await client.get("/");
    expect(server.requests.map((request) => /x-a: (\d)/.exec(request)?.[1])).toEqual(["1", "2"]);
  });
});

const stream = (): ReadableStream<Uint8Array> => new Blob(["a"]).stream();

describe("is sent once:", () => {
  const calls: readonly [string, "POST" | "PATCH" | "PUT" | "GET", () => CallOptions, Behaviour, string][] = [
    ["POST", "POST", () => ({ json: 1 }), reset, "reset"],
    ["POST without a body", "POST", () => ({}), answers(503), "http_status"],
    ["PATCH", "PATCH", () => ({ json: 1 }), reset, "reset"],
    [
      "a stream, whatever is said of it",
      "PUT",
      () => ({ body: stream(), idempotent: true }),
      answers(503),
      "http_status",
    ],
    ["GET where that is said", "GET", () => ({ idempotent: false }), reset, "reset"],
    ["what was answered with 500", "GET", () => ({}), answers(500), "http_status"],
    ["what was answered with 404", "GET", () => ({}), answers(404), "http_status"],
  ];
  test.each([...calls])("%s", async (_, method, options, fault, code) => {
    const outcome = await outcomeOf([fault], {}, (client) => client.request(method, "/", options()));
    expect(outcome).toEqual([code, 1]);
  });
});

test("POST that can be repeated, as it says, is tried again", async () => {
  const options = { json: 1, idempotent: true, headers: { "idempotency-key": "1" } };
  expect(await outcomeOf([reset, answers(200)], {}, (client) => client.post("/", options))).toEqual([200, 2]);
});

test("also on a connection that was used before, POST is sent once", async () => {
  await using server = serveRaw(answers(200), reset, answers(200));
  await using client = createClient({ baseUrl: server.url });
  await client.get("/");
  await expect(client.post("/", { json: 1 })).rejects.toMatchObject({ code: "reset" });
  expect(server.requests.length).toBe(2);
});

describe("Retry-After", () => {
  test("is waited for where there is time", async () => {
    const busy = answers(503, "", ["Retry-After: 0"]);
    const options = { retry: { max: 1, baseMs: 60_000, maxMs: 60_000 } };
    expect(await outcomeOf([busy, answers(200)], options, (client) => client.get("/"))).toEqual([200, 2]);
  });

  test("beyond the time of the call is told at once", async () => {
    await using server = serveRaw(answers(503, "", ["Retry-After: 30"]));
    await using client = createClient({ baseUrl: server.url });
    const start = performance.now();
    await expect(client.get("/")).rejects.toMatchObject({ status: 503, retryAfterMs: 30_000 });
    expect([server.requests.length, performance.now() - start < 5000]).toEqual([1, true]);
  });

  test.each([
    ["7", 7000],
    ["Thu, 01 Jan 1970 00:00:09 GMT", 8000],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
    ["-1", undefined],
    ["1.5", undefined],
    ["soon", undefined],
    ["99999999999", undefined],
    ["1970-01-01", undefined],
  ])("%p is %p ms", (field, ms) => {
    expect(retryAfterMsOf(new Headers({ "retry-after": field }), 1000)).toBe(ms);
  });
});

test("a wait is a random part of a time that doubles, up to its most", () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempt, random) => {
        const delay = retryDelayMs(
          new ClientError("reset", ""),
          attempt,
          { max: 9, baseMs: 100, maxMs: 1000 },
          random,
        );
        expect(delay).toBe(random * Math.min(1000, 100 * 2 ** (attempt - 1)));
      },
    ),
    { seed: 1 },
  ));

test("a wait ends with the call", async () => {
  await using server = serveRaw(answers(503, "", ["Retry-After: 9"]));
  await using client = createClient({ baseUrl: server.url });
  const signal = AbortSignal.timeout(30);
  await expect(client.get("/", { signal })).rejects.toMatchObject({ code: "aborted" });
});

describe("the circuit", () => {
  const options = { retry: false, circuit: { failures: 2, openMs: 1000 } } as const;

  test("opens after failures in a row, and closes after a call that succeeds", async () => {
    const clock = { now: () => nowMs, random: Math.random };
    let nowMs = 0;
    await using server = serveRaw(reset, answers(502), answers(200));
    await using client = createClient({ baseUrl: server.url, ...options }, clock);
    const call = (): Promise<unknown> =>
      client.get("/").then(
        ({ status }) => status,
        (error: ClientError) => error.code,
      );
    expect([await call(), await call(), await call()]).toEqual(["reset", "http_status", "circuit_open"]);
    await expect(client.get("/")).rejects.toMatchObject({ retryAfterMs: 1000 });
    expect(client.stats[server.url]).toMatchObject({ circuit: "open", sent: 2, failed: 2 });
    nowMs = 1000;
    expect(client.stats[server.url]?.circuit).toBe("half-open");
    expect([await call(), await call(), client.stats[server.url]?.circuit]).toEqual([200, 200, "closed"]);
  });

  test("is not moved by what says nothing of the server", async () => {
    await using server = serveRaw(
      answers(500),
      answers(404),
      answers(200, "no JSON", ["Content-Type: application/json"]),
    );
    await using client = createClient({ baseUrl: server.url, ...options });
    for (let call = 0; call < 6; call++) await client.get("/").catch(() => {});
    expect(client.stats[server.url]).toMatchObject({ circuit: "closed", failed: 0 });
  });

  test("refuses those who wait when it opens", async () => {
    await using server = serveRaw(reset);
    await using client = createClient({ baseUrl: server.url, ...options, maxConcurrent: 1 });
    const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => client.get("/")));
    expect(outcomes.map((outcome) => outcome.status === "rejected" && outcome.reason.code)).toEqual([
      "reset",
      "reset",
      "circuit_open",
      "circuit_open",
    ]);
    expect(server.requests.length).toBe(2);
  });

  test("false calls whatever happens", async () => {
    await using server = serveRaw(reset);
    await using client = createClient({ baseUrl: server.url, retry: false, circuit: false });
    for (let call = 0; call < 8; call++) await client.get("/").catch(() => {});
    expect(server.requests.length).toBe(8);
  });
});
