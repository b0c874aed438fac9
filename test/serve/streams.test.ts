/** What a handler gives item by item: sent no faster than it is read, stopped with its client, never cut silently. */
import { describe, expect, test } from "bun:test";
import { HttpError, type LogEntry, type RouteOptions, app, middleware, t } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import type { App } from "../../src/define/app.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { forms, tableOf } from "../support/app-forms.ts";
import { quiet } from "../support/behaviour.ts";
import { exchange } from "../support/exchange.ts";
import { requestBytes } from "../support/raw-request.ts";
import { openReader } from "../support/slow-reader.ts";

const local = { port: 0, hostname: "127.0.0.1", signals: false } as const;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const streams = (): App =>
  app(quiet)
    .get("/text", async function* () {
      yield "Grüße, ";
      yield "Welt";
    })
    .get("/bytes", async function* () {
      yield bytes("a");
      yield bytes("b").buffer;
    })
    .get("/mixed", async function* () {
      yield "a";
      yield bytes("b");
    })
    .get("/nothing", async function* () {})
    .get("/later", async () =>
      (async function* () {
        yield "later";
      })(),
    )
    .get("/iterable", () => ({
      [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) as const }),
    }))
    .get("/reply", ({ reply: answer }) =>
      answer(
        203,
        (async function* () {
          yield "<p>";
        })(),
        { "content-type": "text/html" },
      ),
    )
    .get("/stream", () => new Response("through").body)
    .post("/read", { body: t.Object({ n: t.Integer() }) }, async function* ({ body }) {
      for (let n = 0; n < body.n; n++) yield `${n} `;
    })
    .get("/refused", async function* () {
      yield* [];
      throw new HttpError(404, "There is none.");
    })
    .get("/broken", async function* () {
      yield* [];
      throw new Error("before the first item");
    })
    .get("/unfit", async function* () {
      yield { no: "text" };
    })
    .get("/schema", { response: t.Unknown() }, (() => streamOf("a")) as () => unknown);

async function* streamOf(...items: string[]): AsyncGenerator<string> {
  yield* items;
}

const wrap = (subject: App): App =>
  subject.use(
    middleware({ name: "wrap", after: (_, response) => response.headers.set("x-after", "1") }),
  ) as App;

const problem = (status: number, title: string, detail: string, code: string) => ({
  status,
  headers: { "content-type": "application/problem+json" },
  body: JSON.stringify({ title, status, detail, code }),
});
const fault = problem(
  500,
  "Internal Server Error",
  "The server failed to answer this request.",
  "internal_error",
);
const text = { "content-type": "text/plain;charset=utf-8" };
const binary = { "content-type": "application/octet-stream" };

describe.each(forms)("%s: a stream", (form) => {
  const expected = {
    "/text": { status: 200, headers: text, body: "Grüße, Welt" },
    "/bytes": { status: 200, headers: binary, body: "ab" },
    "/mixed": { status: 200, headers: text, body: "ab" },
    "/nothing": { status: 200, headers: text, body: "" },
    "/later": { status: 200, headers: text, body: "later" },
    "/iterable": { status: 200, headers: text, body: "" },
    "/reply": { status: 203, headers: { "content-type": "text/html" }, body: "<p>" },
    "/stream": { status: 200, headers: binary, body: "through" },
    "/refused": problem(404, "Not Found", "There is none.", "not_found"),
    "/broken": fault,
    "/unfit": fault,
    "/schema": problem(
      500,
      "Internal Server Error",
      "The server produced an answer that does not fit its own schema.",
      "response_schema_mismatch",
    ),
  };

  test("is the answer, with the type of its first item", async () => {
    for (const [target, answer] of Object.entries(expected))
      expect([target, await exchange(streams(), form, target)]).toEqual([target, answer]);
  });

  test("passes through middleware", async () => {
    for (const target of ["/text", "/refused", "/broken"] as const) {
      const { headers, ...answer } = expected[target];
      expect(await exchange(wrap(streams()), form, target)).toEqual({
        ...answer,
        headers: { ...headers, "x-after": "1" },
      } as never);
    }
  });

  test("follows inputs that are read", async () => {
    const init = { method: "POST", body: '{"n":3}', headers: { "content-type": "application/json" } };
    for (const subject of [streams(), wrap(streams())])
      expect((await exchange(subject, form, "/read", init)).body).toBe("0 1 2 ");
  });

  test("is stopped where only its head is asked for", async () => {
    const ended: string[] = [];
    const subject = app(quiet).get("/endless", async function* () {
      try {
        while (true) yield "more";
      } finally {
        ended.push("finally");
      }
    });
    const table = await tableOf(subject, form);
    await using server = listen(table, local);
    for (const head of [
      await fetch(new URL("/endless", server.url), { method: "HEAD" }),
      await answerTarget(table, "/endless", { method: "HEAD" }),
    ]) {
      const type = head.headers.get("content-type");
      expect([head.status, type, await head.text()]).toEqual([200, text["content-type"], ""]);
    }
    expect(ended).toEqual(["finally", "finally"]);
  });

  test("that fails in the middle is cut, and told once", async () => {
    const log: LogEntry[] = [];
    const failing = Promise.withResolvers<void>();
    const subject = app({ log: (entry) => log.push(entry) }).get("/cut", async function* () {
      yield "whole";
      await failing.promise;
      throw new Error("in the middle");
    });
    const table = await tableOf(subject, form);
    await using server = listen(table, local);
    using reader = await openReader(server.port, requestBytes("GET", "/cut"));
    await reader.until(({ text: received }) => received.includes("whole"));
    failing.resolve();
    await reader.closed;
    expect(reader.text).toEndWith("\r\n\r\n5\r\nwhole\r\n");
    await expect((await answerTarget(table, "/cut")).text()).rejects.toThrow("in the middle");
    expect(log.map(({ code, method, message }) => ({ code, method, message }))).toEqual([
      { code: "answer_cut", method: "GET", message: "in the middle" },
      { code: "answer_cut", method: "GET", message: "in the middle" },
    ]);
    expect(log[0]?.url).toEndWith("/cut");
  });

  test("that fails as soon as it began is cut, and told once", async () => {
    const log: LogEntry[] = [];
    const subject = app({ log: (entry) => log.push(entry) }).get("/cut", async function* () {
      yield "whole";
      throw new Error("in the middle");
    });
    await using server = listen(await tableOf(subject, form), local);
    using reader = await openReader(server.port, requestBytes("GET", "/cut"));
    await reader.closed;
    expect(reader.text).not.toContain("0\r\n\r\n");
    expect(log.map(({ code }) => code)).toEqual(["answer_cut"]);
  });

  test("whose items are unfit in the middle runs its finally, and is cut", async () => {
    const log: string[] = [];
    const subject = app({ log: ({ message }) => log.push(message) }).get("/cut", async function* () {
      try {
        yield "whole";
        yield 7;
      } finally {
        log.push("finally");
      }
    });
    await expect((await answerTarget(await tableOf(subject, form), "/cut")).text()).rejects.toThrow();
    expect(log).toEqual(["finally", "A stream is made of text or bytes; the handler gave a number."]);
  });
});

/** An app that tells what its stream does. */
const told = (generate: (signal: AbortSignal, tell: (event: string) => void) => AsyncGenerator<string>) => {
  const events: string[] = [];
  const ended = Promise.withResolvers<void>();
  const entered = Promise.withResolvers<void>();
  const subject = app({ log: ({ message }) => events.push(`log ${message}`) }).get("/", async function* (c) {
    entered.resolve();
    try {
      yield* generate(c.signal, (event) => events.push(event));
    } finally {
      events.push("finally");
      ended.resolve();
    }
  });
  return { subject, events, entered: entered.promise, ended: ended.promise };
};

const aborted = (signal: AbortSignal): Promise<never> => {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => reject(signal.reason as Error));
  return promise;
};

describe("a client that goes away", () => {
  test("before the first item stops what waits for c.signal", async () => {
    const { subject, events, entered, ended } = told(async function* (signal) {
      yield await aborted(signal);
    });
    await using server = await subject.listen(local);
    using reader = await openReader(server.port, requestBytes("GET", "/"));
    await entered;
    reader.leave();
    await ended;
    await new Promise(setImmediate);
    expect(events).toEqual(["finally"]);
  });

  test("while the next item is awaited stops it", async () => {
    const { subject, events, ended } = told(async function* (signal) {
      yield "first";
      yield await aborted(signal);
    });
    await using server = await subject.listen(local);
    using reader = await openReader(server.port, requestBytes("GET", "/"));
    await reader.until(({ text: received }) => received.includes("first"));
    reader.leave();
    await ended;
    await new Promise(setImmediate);
    expect(events).toEqual(["finally"]);
  });

  test("while it does not read stops the generator at its yield", async () => {
    const { subject, events, ended } = told(async function* () {
      while (true) yield "x".repeat(65_536);
    });
    await using server = await subject.listen(local);
    using reader = await openReader(server.port, requestBytes("GET", "/"));
    await reader.until(({ receivedBytes }) => receivedBytes > 0);
    reader.pause();
    reader.leave();
    await ended;
    expect(events).toEqual(["finally"]);
  });

  test("does not hide what fails while it is put in order", async () => {
    const failed = Promise.withResolvers<string>();
    const subject = app({ log: ({ code, message }) => failed.resolve(`${code} ${message}`) }).get(
      "/",
      async function* () {
        try {
          while (true) yield "x".repeat(65_536);
        } finally {
          await Promise.reject(new Error("cannot let go"));
        }
      },
    );
    await using server = await subject.listen(local);
    using reader = await openReader(server.port, requestBytes("GET", "/"));
    await reader.until(({ receivedBytes }) => receivedBytes > 0);
    reader.leave();
    expect(await failed.promise).toBe("answer_cut cannot let go");
  });

  test("in-process cancels the body", async () => {
    const { subject, events, ended } = told(async function* () {
      while (true) yield "more";
    });
    const table = await tableOf(subject, "compiled");
    await (await answerTarget(table, "/")).body?.cancel();
    await ended;
    expect(events).toEqual(["finally"]);
  });
});

test("GHSA-mrq3-vjjr-p77c: a slow reader holds its stream back, and memory stays flat", async () => {
  const chunk = new Uint8Array(65_536).fill(97);
  const chunks = 16_384; // 1 GiB
  let made = 0;
  const subject = app(quiet).get("/gigabyte", async function* () {
    for (; made < chunks; made++) yield chunk;
  });
  await using server = await subject.listen(local);
  const before = process.memoryUsage.rss();
  using reader = await openReader(server.port, requestBytes("GET", "/gigabyte"), false);
  reader.pause();
  await fetch(new URL("/none", server.url));
  let [seen, stalls] = [-1, 0];
  // What the buffers of both sockets take; then nothing more is made.
  while (stalls < 20) {
    await new Promise(setImmediate);
    stalls = made === seen ? stalls + 1 : 0;
    seen = made;
  }
  expect(made * chunk.length).toBeLessThan(64 * 1024 * 1024);
  reader.resume();
  await reader.closed;
  expect(reader.receivedBytes).toBeGreaterThan(chunks * chunk.length);
  expect(process.memoryUsage.rss() - before).toBeLessThan(128 * 1024 * 1024);
}, 60_000);

const problemOf = (options: RouteOptions): string[] =>
  planApp(
    app()
      .route("GET", "/", options, async function* () {
        yield "text";
      } as () => unknown)
      .definition(),
    "/",
  ).diagnostics.map(({ problem: sentence }) => sentence);

test("an async generator where a whole value is needed is a problem of the plan", () => {
  const also = "and its handler is an async generator: it gives no whole value.";
  expect(problemOf({ response: t.Unknown() })).toEqual([`GET / has a response schema, ${also}`]);
  expect(problemOf({ cache: { ttlSeconds: 1 } })).toEqual([`GET / has a cache, ${also}`]);
  expect(problemOf({})).toEqual([]);
});
