/** Event streams: `sse()`, from the first comment to the last event. */
import { describe, expect, test } from "bun:test";
import {
  type Every,
  type LogEntry,
  type ServerSentEvent,
  app,
  middleware,
  sse,
  t,
} from "../../src/bunsen.ts";
import type { App } from "../../src/define/app.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { forms, tableOf } from "../support/app-forms.ts";
import { quiet } from "../support/behaviour.ts";
import { exchange } from "../support/exchange.ts";
import { requestBytes } from "../support/raw-request.ts";
import { chunkedBody, openReader } from "../support/slow-reader.ts";

const local = { port: 0, hostname: "127.0.0.1", signals: false } as const;

const headers = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

const Price = t.Object({ cents: t.Integer(), at: t.Date() });
const at = new Date("2026-01-02T03:04:05.000Z");

const eventsApp = (log: LogEntry[] = []): App =>
  app({ log: (entry) => log.push(entry) })
    .get(
      "/plain",
      sse(async function* () {
        yield { data: "two\nlines", event: "note", id: "1" };
        yield { data: { n: 1 }, retry: 50 };
        yield { comment: "nothing" };
      }),
    )
    .get(
      "/prices",
      { events: Price },
      sse(async function* () {
        yield { data: { cents: 5, at, undeclared: "secret" }, id: "1" };
      }),
    )
    .get(
      "/after/:id",
      { params: t.Object({ id: t.Integer() }) },
      sse(async function* (c) {
        yield { data: `${c.params.id} after ${c.lastEventId ?? "nothing"}` };
      }),
    )
    .get("/gone", { events: Price }, ({ reply }) => reply(204))
    .get(
      "/unfit",
      { events: Price },
      sse(async function* () {
        yield { data: { cents: 1, at } };
        yield { data: { cents: 0.5, at } };
      }),
    )
    .get(
      "/forged",
      sse(async function* () {
        yield { data: "first" };
        yield { id: "1\rdata: forged", data: "second" };
      }),
    )
    .get(
      "/misspelt",
      sse(async function* () {
        yield { data: "first" };
        yield { date: "second" } as ServerSentEvent;
      }),
    );

describe.each(forms)("%s: events", (form) => {
  test("are written one by one, after an empty comment", async () => {
    expect(await exchange(eventsApp(), form, "/plain")).toEqual({
      status: 200,
      headers,
      body: ':\n\nevent: note\nid: 1\ndata: two\ndata: lines\n\nretry: 50\ndata: {"n":1}\n\n: nothing\n\n',
    });
  });

  test("have data by the schema of the route", async () => {
    expect((await exchange(eventsApp(), form, "/prices")).body).toBe(
      ':\n\nid: 1\ndata: {"cents":5,"at":"2026-01-02T03:04:05.000Z"}\n\n',
    );
  });

  test("follow inputs and Last-Event-ID", async () => {
    const init = { headers: { "last-event-id": "42" } };
    expect((await exchange(eventsApp(), form, "/after/7", init)).body).toBe(":\n\ndata: 7 after 42\n\n");
    expect((await exchange(eventsApp(), form, "/after/7")).body).toBe(":\n\ndata: 7 after nothing\n\n");
    expect((await exchange(eventsApp(), form, "/after/x")).status).toBe(422);
  });

  test("can be refused by another answer", async () => {
    expect(await exchange(eventsApp(), form, "/gone")).toEqual({ status: 204, headers: {}, body: "" });
  });

  test("pass through middleware", async () => {
    const wrapped = eventsApp().use(
      middleware({
        name: "wrap",
        headers: { "x-folded": "1" },
        after: (_, r) => r.headers.set("x-after", "1"),
      }),
    );
    expect((await exchange(wrapped, form, "/plain")).headers).toEqual({
      ...headers,
      "x-folded": "1",
      "x-after": "1",
    });
  });

  for (const [target, first, code, message] of [
    ["/unfit", `data: {"cents":1,"at":"2026-01-02T03:04:05.000Z"}`, "response_schema_mismatch", "/cents"],
    ["/forged", "data: first", "answer_cut", "The id of an event must be one line of text"],
    ["/misspelt", "data: first", "answer_cut", 'the handler gave one with "date"'],
  ] as const) {
    test(`CVE-2026-33128: ${target} is cut before what is unfit, and told once`, async () => {
      const log: LogEntry[] = [];
      const table = await tableOf(eventsApp(log), form);
      await using server = listen(table, local);
      using reader = await openReader(server.port, requestBytes("GET", target));
      await reader.closed;
      expect(reader.text).not.toContain("forged");
      expect(reader.text).not.toContain("\r\n0\r\n");
      expect(log.map((entry) => entry.code)).toEqual([code]);
      expect(log[0]?.message).toContain(message);
      const inProcess = (await answerTarget(table, target)).body?.getReader();
      const decoder = new TextDecoder();
      expect(decoder.decode((await inProcess?.read())?.value)).toBe(":\n\n");
      expect(decoder.decode((await inProcess?.read())?.value)).toBe(`${first}\n\n`);
      await expect(inProcess?.read()).rejects.toThrow();
    });
  }
});

/** Timers that run when they are told to. */
function createTimers(): {
  readonly every: Every;
  readonly tick: () => void;
  readonly running: () => number;
} {
  const running = new Map<() => void, number>();
  return {
    every(ms, run) {
      running.set(run, ms);
      return () => running.delete(run);
    },
    tick: () => [...running.keys()].forEach((run) => run()),
    running: () => running.size,
  };
}

/** An event stream that waits until it ends. */
function quietStream(options: Parameters<typeof sse>[1] = {}) {
  const ended = Promise.withResolvers<string>();
  const subject = app(quiet).get(
    "/",
    sse(async function* ({ signal }: { readonly signal: AbortSignal }) {
      try {
        yield { data: "first" };
        await new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(signal.reason as Error)),
        );
      } finally {
        ended.resolve("finally");
      }
    }, options),
  );
  return { subject, ended: ended.promise };
}

const beginning = ":\n\ndata: first\n\n";

describe("heartbeats", () => {
  test("are sent where nothing else was, and end with the stream", async () => {
    const { every, tick, running } = createTimers();
    const { subject, ended } = quietStream({ every });
    await using server = await subject.listen(local);
    using reader = await openReader(server.port, requestBytes("GET", "/"));
    await reader.until(({ text }) => text.includes("first"));
    tick(); // the first event was sent since
    tick();
    await reader.until(({ text }) => text.endsWith(":\n\n\r\n"));
    expect(chunkedBody(reader.text)).toEqual({ body: `${beginning}:\n\n`, isWhole: false });
    reader.leave();
    await ended;
    expect(running()).toBe(0);
  });

  test("are not kept for who does not read", async () => {
    const { every, tick } = createTimers();
    const { subject } = quietStream({ every });
    const body = (await subject.request("/")).body?.getReader();
    const decoder = new TextDecoder();
    const read = async (): Promise<string> => decoder.decode((await body?.read())?.value);
    expect(await read()).toBe(":\n\n");
    for (let n = 0; n < 100; n++) tick();
    expect([await read(), await read()]).toEqual([":\n\n", "data: first\n\n"]);
    await body?.cancel();
  });

  test("can be left out, and have bounds", async () => {
    const { every, running } = createTimers();
    const { subject } = quietStream({ every, heartbeatSeconds: 0 });
    const body = (await subject.request("/")).body?.getReader();
    await body?.read();
    expect(running()).toBe(0);
    await body?.cancel();
    for (const heartbeatSeconds of [-1, 0.5, 3601, Number.NaN])
      expect(() => quietStream({ heartbeatSeconds })).toThrow(RangeError);
    expect(() => quietStream({ heartbeat: 1 } as object)).toThrow("sse.heartbeat: there is no such option");
    expect(() => quietStream({ last: { event: "a\nb" } })).toThrow("must be one line of text");
  });
});

test("an answer that nobody sends leaves nothing running", async () => {
  const { every, running } = createTimers();
  const { subject } = quietStream({ every });
  const replaced = subject.use(middleware({ name: "replace", after: () => new Response("other") }));
  await using server = await replaced.listen(local);
  expect(await (await fetch(server.url)).text()).toBe("other");
  const head = await fetch(server.url, { method: "HEAD" });
  expect([head.status, running()]).toEqual([200, 0]);
});

describe("the end of a server", () => {
  test("is told to its event streams, which end", async () => {
    const { subject, ended } = quietStream();
    const server = await subject.listen(local);
    using reader = await openReader(server.port, requestBytes("GET", "/"));
    await reader.until(({ text }) => text.includes("first"));
    await server.stop();
    expect(await ended).toBe("finally");
    await reader.closed;
    expect(chunkedBody(reader.text)).toEqual({ body: `${beginning}retry: 1000\n\n`, isWhole: true });
  });

  test("can be told by an event of one's own", async () => {
    const { subject } = quietStream({ last: { event: "bye", data: { why: "deploy" }, retry: 5 } });
    const server = await subject.listen(local);
    using reader = await openReader(server.port, requestBytes("GET", "/"));
    await reader.until(({ text }) => text.includes("first"));
    await server.stop();
    await reader.closed;
    expect(reader.text).toContain('event: bye\nretry: 5\ndata: {"why":"deploy"}\n\n');
  });

  test("does not wait for who does not read, longer than its deadline", async () => {
    const subject = app(quiet).get(
      "/",
      sse(async function* () {
        while (true) yield { data: "x".repeat(100_000) };
      }),
    );
    const server = await subject.listen({ ...local, shutdownTimeoutMs: 20 });
    using reader = await openReader(server.port, requestBytes("GET", "/"));
    await reader.until(({ receivedBytes }) => receivedBytes > 0);
    reader.pause();
    await server.stop();
    expect(reader.receivedBytes).toBeGreaterThan(0);
  });
});

test("a quiet event stream outlives the idle timeout, which its connection has again when it ended", async () => {
  const subject = app(quiet).get(
    "/",
    sse(async function* () {
      yield { data: "one" };
    }),
  );
  const timeouts: [string, number][] = [];
  const table = await tableOf(subject, "compiled");
  const server = { timeout: (request: Request, seconds: number) => timeouts.push([request.url, seconds]) };
  const target = table.routes["/"]?.GET as (request: Request, server: unknown) => Promise<Response>;
  const response = await target(new Request("http://localhost/"), server);
  expect(timeouts).toEqual([["http://localhost/", 0]]);
  await response.text();
  expect(timeouts.slice(1)).toEqual([["http://localhost/", 10]]);
});

test("a client that goes away stops its events", async () => {
  const { subject, ended } = quietStream();
  const response = await subject.request("/");
  await response.body?.cancel();
  await using server = await subject.listen(local);
  using reader = await openReader(server.port, requestBytes("GET", "/"));
  await reader.until(({ text }) => text.includes("first"));
  reader.leave();
  expect(await ended).toBe("finally");
});
