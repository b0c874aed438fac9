import { describe, expect, spyOn, test } from "bun:test";
import { SpanKind, type Tracer, context, trace } from "@opentelemetry/api";
import fc from "fast-check";
import { HttpError, app, middleware } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { metrics } from "../../src/metrics.ts";
import { logger, requestId, serverTiming, timeout, trustProxy } from "../../src/middleware.ts";
import { type OtelOptions, otel, traceHeaders } from "../../src/otel.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { forms, tableOf } from "../support/app-forms.ts";
import { answeringApp, answers, exchange } from "../support/exchange.ts";
import { requestBytes, sendRaw } from "../support/raw-request.ts";
import { RecordedSpans } from "./support/recorded-spans.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const spanId = "b7ad6b7169203331";
const traceparent = `00-${traceId}-${spanId}-01`;

/** What is known of a request in-process. */
const inProcess = { "url.scheme": "http", "server.address": "localhost", "server.port": 80 };

const routeOf: Readonly<Record<string, string>> = { "/items/7?full=true": "/items/:id" };
const codeOf: Readonly<Record<string, string>> = { "500": "Error" };

/** A stream of the trace that is active when it is read. */
function tellTrace(stream: ReadableStreamDefaultController<string>): void {
  stream.enqueue(traceHeaders()["traceparent"] ?? "none");
  stream.close();
}

/** Counts how often spans are ended: of a second time the SDK itself tells nobody. */
function countingTracer(): { readonly tracer: Tracer; ends(): number } {
  const tracer = trace.getTracer("counting");
  let count = 0;
  const startSpan: Tracer["startSpan"] = (...given) => {
    const span = tracer.startSpan(...given);
    const end = span.end.bind(span);
    spyOn(span, "end").mockImplementation(() => {
      count++;
      end();
    });
    return span;
  };
  return { tracer: { startSpan, startActiveSpan: tracer.startActiveSpan }, ends: () => count };
}

describe.each([...forms])("%s", (form) => {
  test.each([...answers])("one span for $target of $status", async ({ target, init, status }) => {
    using spans = new RecordedSpans();
    const table = await tableOf(answeringApp(otel()), form);
    await answerTarget(table, target, init);
    const method = init.method ?? "GET";
    const route = [404, 405, 204].includes(status) ? undefined : (routeOf[target] ?? target);
    const type = codeOf[status];
    expect([spans.open, spans.told]).toEqual([
      0,
      [
        {
          name: route === undefined ? method : `${method} ${route}`,
          attributes: {
            ...inProcess,
            "http.request.method": method,
            ...(route === undefined ? {} : { "http.route": route }),
            "url.path": target.replace(/\?.*/, ""),
            "http.response.status_code": status,
            ...(type === undefined ? {} : { "error.type": type }),
          },
          status: status >= 500 ? 2 : 0,
          exceptions: status >= 500 ? ["broken"] : [],
        },
      ],
    ]);
    expect(spans.ended[0]?.kind).toBe(SpanKind.SERVER);
  });

  test.each([...answers])("$target is $status, traced or not", async ({ target, init, status }) => {
    const [plain, traced] = [answeringApp(), answeringApp(otel())];
    const expected = await exchange(plain, form, target, init);
    expect(expected.status).toBe(status);
    expect(await exchange(traced, form, target, init)).toEqual(expected);
    using spans = new RecordedSpans();
    expect(await exchange(traced, form, target, init)).toEqual(expected);
    expect(spans.ended.length).toBe(2);
  });

  test("over a socket it has the address of the client, and of the server", async () => {
    using spans = new RecordedSpans();
    const table = await tableOf(answeringApp(otel({ query: true })), form);
    await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    await fetch(new URL("/items/a%20b?full=true", server.url));
    expect(spans.told).toMatchObject([
      {
        name: "GET /items/:id",
        attributes: {
          "url.path": "/items/a%20b",
          "url.query": "full=true",
          "server.address": server.url.hostname,
          "server.port": server.port,
          "client.address": "127.0.0.1",
          "network.peer.address": "127.0.0.1",
        },
      },
    ]);
  });

  test("an address of IPv4 is told as one", async () => {
    using spans = new RecordedSpans();
    const table = await tableOf(answeringApp(otel()), form);
    await using server = listen(table, { port: 0, hostname: "::", signals: false });
    await fetch(`http://127.0.0.1:${server.port}/ok`);
    const address = { "client.address": "127.0.0.1", "network.peer.address": "127.0.0.1" };
    expect(spans.told).toMatchObject([{ attributes: address }]);
  });

  test("behind a proxy, client and server are those that trustProxy finds", async () => {
    using spans = new RecordedSpans();
    const subject = app({ log: () => {} })
      .use(trustProxy({ proxies: ["127.0.0.1"] }), otel())
      .get("/", () => "ok");
    const table = await tableOf(subject, form);
    await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    const forwarded = { "x-forwarded-proto": "https", "x-forwarded-host": "[2001:db8::1]:8443" };
    await fetch(server.url, { headers: { ...forwarded, "x-forwarded-for": "192.0.2.7" } });
    await fetch(server.url, { headers: { "x-forwarded-for": "nobody" } });
    expect(spans.told).toMatchObject([
      {
        attributes: {
          "url.scheme": "https",
          "server.address": "2001:db8::1",
          "server.port": 8443,
          "client.address": "192.0.2.7",
          "network.peer.address": "127.0.0.1",
        },
      },
      // What trustProxy refuses is seen as well.
      { attributes: { "client.address": "127.0.0.1", "http.response.status_code": 400 } },
    ]);
  });

  test("what is refused before any middleware has a span", async () => {
    using spans = new RecordedSpans();
    const table = await tableOf(answeringApp(otel()), form);
    await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    await sendRaw(server.port, requestBytes("GET", "/items/%zz", [`traceparent: ${traceparent}`]));
    await sendRaw(server.port, requestBytes("GET", "/items/7?a=1", ["Host: a b"]));
    await sendRaw(server.port, requestBytes("PROPFIND", "/items/7"));
    const peer = { "client.address": "127.0.0.1", "network.peer.address": "127.0.0.1" };
    expect(spans.told).toMatchObject([
      { name: "GET /items/:id", attributes: { "url.path": "/items/%zz", "http.response.status_code": 400 } },
      { name: "GET /items/:id", attributes: { "url.path": "/items/7", "http.response.status_code": 400 } },
      {
        name: "HTTP",
        attributes: {
          ...peer,
          "http.request.method": "_OTHER",
          "http.request.method_original": "PROPFIND",
          "http.response.status_code": 405,
        },
      },
    ]);
    expect(spans.ended[0]?.spanContext().traceId).toBe(traceId);
    expect(spans.ended[1]?.attributes).not.toHaveProperty("server.address");
    expect(spans.open).toBe(0);
  });

  test("it goes on with the client's trace, and tells it further", async () => {
    using spans = new RecordedSpans();
    const subject = app()
      .use(otel())
      .get("/", async (c) => {
        await Promise.resolve();
        return { active: traceHeaders(), ofContext: traceHeaders(c) };
      });
    const headers = { traceparent, tracestate: "vendor=1" };
    const response = await answerTarget(await tableOf(subject, form), "/", { headers });
    const [span] = spans.ended;
    const own = span?.spanContext();
    expect([own?.traceId, span?.parentSpanContext?.spanId]).toEqual([traceId, spanId]);
    const told = { traceparent: `00-${traceId}-${own?.spanId}-01`, tracestate: "vendor=1" };
    expect(await response.json()).toEqual({ active: told, ofContext: told });
  });

  test("where the client is not trusted it begins a trace of its own", async () => {
    using spans = new RecordedSpans();
    const table = await tableOf(answeringApp(otel({ trustInbound: false })), form);
    await answerTarget(table, "/ok", { headers: { traceparent } });
    const [span] = spans.ended;
    expect(span?.parentSpanContext).toBeUndefined();
    expect(span?.spanContext().traceId).not.toBe(traceId);
  });

  test.each([
    "",
    "00",
    `00-${"0".repeat(32)}-${spanId}-01`,
    `00-${traceId}-${"0".repeat(16)}-01`,
    `ff-${traceId}-${spanId}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${traceId}-${spanId}-01-more`,
    `${traceparent}, ${traceparent}`,
  ])("traceparent %p is ignored", async (malformed) => {
    using spans = new RecordedSpans();
    const table = await tableOf(answeringApp(otel()), form);
    const response = await answerTarget(table, "/ok", { headers: { traceparent: malformed } });
    expect([response.status, spans.ended[0]?.parentSpanContext]).toEqual([200, undefined]);
  });

  test("spans of hooks, handlers and what they wait for are its children", async () => {
    using spans = new RecordedSpans();
    const tracer = trace.getTracer("test");
    const child = (name: string) => tracer.startSpan(name).end();
    const hooks = middleware({
      name: "hooks",
      before: async () => child("before"),
      after: () => child("after"),
    });
    const subject = app()
      .use(hooks, otel())
      .get("/", async () => {
        child("handler");
        await new Promise((resolve) => setImmediate(resolve));
        child("later");
        return "ok";
      });
    const table = await tableOf(subject, form);
    await Promise.all([answerTarget(table, "/"), answerTarget(table, "/")]);
    const servers = spans.ended.filter(({ kind }) => kind === SpanKind.SERVER);
    const childrenOf = (id: string | undefined) =>
      spans.ended.filter((span) => span.parentSpanContext?.spanId === id).map(({ name }) => name);
    expect(servers.map((span) => childrenOf(span.spanContext().spanId))).toEqual([
      ["before", "handler", "later", "after"],
      ["before", "handler", "later", "after"],
    ]);
  });

  test("lines of a log have the trace", async () => {
    using spans = new RecordedSpans();
    const logged: unknown[] = [];
    const sink = () => void logged.push(trace.getSpan(context.active())?.spanContext().traceId);
    await answerTarget(await tableOf(answeringApp(logger({ sink }), otel()), form), "/ok", {
      headers: { traceparent },
    });
    expect([logged, spans.open]).toEqual([[traceId], 0]);
  });

  test.each([
    [
      "/declared",
      { status: 2, exceptions: ["The queue is full."], attributes: { "error.type": "queue_full" } },
    ],
    ["/caused", { status: 2, exceptions: ["disk"], attributes: { "error.type": "internal_server_error" } }],
    ["/text", { status: 2, exceptions: ["oh"], attributes: { "error.type": "500" } }],
    ["/given", { status: 2, exceptions: [], attributes: { "error.type": "502" } }],
    ["/late", { status: 2, attributes: { "error.type": "timed_out" } }],
    ["/teapot", { status: 0, exceptions: [], attributes: { "http.response.status_code": 418 } }],
  ])("%s", async (target, expected) => {
    using spans = new RecordedSpans();
    const subject = app({ log: () => {} })
      .use(otel())
      .get("/declared", () => {
        throw new HttpError(503, "The queue is full.", { code: "queue_full" });
      })
      .get("/caused", () => {
        throw new HttpError(500, "Sorry.", { cause: new Error("disk") });
      })
      .get("/text", () => Promise.reject("oh"))
      .get("/given", () => new Response("bad", { status: 502 }))
      .get("/late", { use: [timeout({ ms: 1 })] }, () => new Promise(() => {}))
      .get("/teapot", () => {
        throw new HttpError(418, "No coffee.");
      });
    await answerTarget(await tableOf(subject, form), target);
    expect([spans.open, spans.told]).toMatchObject([0, [expected]]);
    if (expected.status === 0) expect(spans.ended[0]?.attributes).not.toHaveProperty("error.type");
  });

  test.each(["never", "later", "in error"])(
    "a client that goes away ends its span, once, where the answer comes %s",
    async (when) => {
      using spans = new RecordedSpans();
      const asked = Promise.withResolvers<void>();
      const gate = Promise.withResolvers<string>();
      const { tracer, ends } = countingTracer();
      const subject = app({ log: () => {} })
        .use(otel({ tracer }))
        .get("/", () => {
          asked.resolve();
          return gate.promise;
        });
      const table = await tableOf(subject, form);
      await using server = listen(table, {
        port: 0,
        hostname: "127.0.0.1",
        signals: false,
        shutdownTimeoutMs: 1,
      });
      const client = new AbortController();
      const answer = fetch(server.url, { signal: client.signal }).catch(() => undefined);
      await asked.promise;
      client.abort();
      await answer;
      while (spans.open > 0) await new Promise((resolve) => setImmediate(resolve));
      if (when === "later") gate.resolve("late");
      if (when === "in error") gate.reject(new Error("late"));
      await new Promise((resolve) => setImmediate(resolve));
      const attributes = { "error.type": "aborted", "client.address": "127.0.0.1" };
      expect(spans.told).toMatchObject([{ status: 0, attributes }]);
      expect(spans.ended[0]?.attributes).not.toHaveProperty("http.response.status_code");
      expect(ends()).toBe(1);
    },
  );

  test.each(["/stream", "/generator"])(
    "the span of %s ends when the stream is given, and is active in it",
    async (target) => {
      using spans = new RecordedSpans();
      const subject = app()
        .use(otel())
        .get("/stream", () => new Response(new ReadableStream({ pull: tellTrace }, { highWaterMark: 0 })))
        .get("/generator", async function* () {
          yield traceHeaders()["traceparent"] ?? "none";
        });
      const response = await answerTarget(await tableOf(subject, form), target);
      expect(spans.told).toMatchObject([{ attributes: { "http.response.status_code": 200 } }]);
      const own = spans.ended[0]?.spanContext();
      expect(await response.text()).toBe(`00-${own?.traceId}-${own?.spanId}-01`);
      expect([spans.ended.length, spans.open]).toEqual([1, 0]);
    },
  );

  test("a tracer of one's own", async () => {
    using spans = new RecordedSpans();
    const tracer = trace.getTracer("own");
    await answerTarget(await tableOf(answeringApp(otel({ tracer })), form), "/ok");
    expect(spans.ended.map(({ instrumentationScope }) => instrumentationScope.name)).toEqual(["own"]);
  });

  test("without a context manager, the context of a request has its trace", async () => {
    using spans = new RecordedSpans();
    context.disable();
    const subject = app()
      .use(otel())
      .get("/", (c) => ({ active: traceHeaders(), ofContext: traceHeaders(c) }));
    const response = await answerTarget(await tableOf(subject, form), "/");
    const own = spans.ended[0]?.spanContext();
    expect(await response.json()).toEqual({
      active: {},
      ofContext: { traceparent: `00-${own?.traceId}-${own?.spanId}-01` },
    });
  });

  test("without an SDK there is no trace to tell", async () => {
    const subject = app()
      .use(otel())
      .get("/", (c) => [traceHeaders(), traceHeaders(c)]);
    expect((await exchange(subject, form, "/")).body).toBe("[{},{}]");
  });
});

test.each([
  [[metrics()], ["metrics"]],
  [[trustProxy({ proxies: ["127.0.0.1"] })], ["trustProxy"]],
  [
    [serverTiming(), requestId(), logger()],
    ["serverTiming", "logger", "requestId"],
  ],
])("it is around what else observes, whatever was used first: %#", (used, names) => {
  const subject = app()
    .use(used, otel())
    .get("/", () => "ok");
  const { plan } = planApp(subject.definition(), "/");
  expect(plan.routes[0]?.around.middleware.map(({ id }) => id)).toEqual(["otel", ...names]);
});

test("no traceparent or tracestate breaks a request", async () => {
  using spans = new RecordedSpans();
  const subject = app()
    .use(otel())
    .get("/", () => "ok");
  const field = fc.string({ unit: fc.constantFrom(..."0123456789abcdef-=,; zZ\t") });
  await fc.assert(
    fc.asyncProperty(field, field, async (parent, state) => {
      const headers = { traceparent: parent, tracestate: state };
      expect((await subject.request("/", { headers })).status).toBe(200);
    }),
  );
  expect(spans.open).toBe(0);
});

test.each([
  [{ tracer: {} }, "tracer: expected a tracer of OpenTelemetry, received an object."],
  [{ tracer: null }, "tracer: expected a tracer of OpenTelemetry, received null."],
  [{ trustInbound: "yes" }, 'trustInbound: expected true or false, received "yes".'],
  [{ query: 1 }, "query: expected true or false, received 1."],
  [{ name: "shop" }, "name: there is no such option; there are tracer, trustInbound, query."],
])("%j is refused when called", (options, message) => {
  expect(() => otel(options as unknown as OtelOptions)).toThrow(`otel.${message}`);
});
