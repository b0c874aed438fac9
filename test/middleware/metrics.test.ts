import { describe, expect, test } from "bun:test";
import { Counter, Registry } from "prom-client";
import { type App, app, middleware } from "../../src/bunsen.ts";
import { type MetricsOptions, metrics } from "../../src/metrics.ts";
import { timeout, trustProxy } from "../../src/middleware.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { forms, tableOf } from "../support/app-forms.ts";
import { answeringApp, answers, exchange } from "../support/exchange.ts";
import { requestBytes, sendRaw } from "../support/raw-request.ts";

/** The samples of a metric, `GET / 200` → value; those that are 0 left out. */
async function samplesOf(registry: Registry, name: string): Promise<Record<string, number>> {
  const found = (await registry.getMetricsAsJSON()).find((metric) => metric.name === name);
  const told = (found?.values ?? []) as { labels: Record<string, unknown>; value: number }[];
  const entries = told.map(({ labels, value }) => [Object.values(labels).join(" "), value] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== 0));
}

const requestsIn = (registry: Registry) => samplesOf(registry, "http_requests_total");
const inFlightIn = (registry: Registry) => samplesOf(registry, "http_requests_in_flight");

/** The lines of sums and counts of durations, without buckets. */
async function durationsIn(registry: Registry): Promise<string[]> {
  const text = await registry.getSingleMetricAsString("http_request_duration_seconds");
  return text.split("\n").filter((line) => /_(?:sum|count)\{/.test(line));
}

/** Resolves once a condition holds; asked after each turn of the event loop. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}

const tellMore = async (stream: ReadableStreamDefaultController<string>): Promise<void> =>
  stream.enqueue("more");

const routeOf: Readonly<Record<string, string>> = { "/items/7?full=true": "/items/:id" };

describe.each([...forms])("%s", (form) => {
  test.each([...answers])("$target of $status is counted once", async ({ target, init, status }) => {
    const registry = new Registry();
    const subject = answeringApp(metrics({ registry }));
    // Once over a socket, once in-process.
    await exchange(subject, form, target, init);
    const route = [404, 405, 204].includes(status) ? "unmatched" : (routeOf[target] ?? target);
    const method = init.method ?? "GET";
    expect(await requestsIn(registry)).toEqual({ [`${method} ${route} ${status}`]: 2 });
    const labels = `{method="${method}",route="${route}",status_class="${`${status}`[0]}xx"}`;
    expect(await durationsIn(registry)).toEqual([
      expect.stringMatching(/_sum\{.*\} [\d.e-]+$/),
      `http_request_duration_seconds_count${labels} 2`,
    ]);
    expect(await inFlightIn(registry)).toEqual({});
  });

  test("a duration goes into each bucket that is not shorter", async () => {
    const registry = new Registry();
    let time = 0;
    const subject = app()
      .use(metrics({ registry, buckets: [0.1, 0.25, 1], now: () => time }))
      .get("/", () => `${(time += 250)}`);
    const table = await tableOf(subject, form);
    await answerTarget(table, "/");
    const labels = 'method="GET",route="/",status_class="2xx"';
    expect(await registry.getSingleMetricAsString("http_request_duration_seconds")).toBe(
      [
        "# HELP http_request_duration_seconds Seconds until there was an answer, or the client went away, by class of status.",
        "# TYPE http_request_duration_seconds histogram",
        `http_request_duration_seconds_bucket{le="0.1",${labels}} 0`,
        `http_request_duration_seconds_bucket{le="0.25",${labels}} 1`,
        `http_request_duration_seconds_bucket{le="1",${labels}} 1`,
        `http_request_duration_seconds_bucket{le="+Inf",${labels}} 1`,
        `http_request_duration_seconds_sum{${labels}} 0.25`,
        `http_request_duration_seconds_count{${labels}} 1`,
      ].join("\n"),
    );
  });

  test("nothing that a client sends is a label", async () => {
    const registry = new Registry();
    const table = await tableOf(answeringApp(metrics({ registry })), form);
    await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    for (const target of ["/items/1", "/items/2", "/nothing/1", "/nothing/2", "/?a=1"])
      await sendRaw(server.port, requestBytes("GET", target));
    for (const method of ["PROPFIND", "MKCOL", "TRACE"])
      await sendRaw(server.port, requestBytes(method, "/items/1"));
    expect(await requestsIn(registry)).toEqual({
      "GET /items/:id 200": 2,
      "GET unmatched 404": 3,
      "other unmatched 405": 2,
      "other unmatched 501": 1,
    });
  });

  test("what is refused before any middleware is counted, and has no duration", async () => {
    const registry = new Registry();
    const table = await tableOf(answeringApp(metrics({ registry })), form);
    await answerTarget(table, "/items/%zz");
    await answerTarget(table, "/nothing/%zz");
    expect([await requestsIn(registry), await durationsIn(registry), await inFlightIn(registry)]).toEqual([
      { "GET /items/:id 400": 1, "GET unmatched 400": 1 },
      [],
      {},
    ]);
  });

  test("what other middleware answers, and what it refuses, is counted with its duration", async () => {
    const registry = new Registry();
    const closed = middleware({
      name: "closed",
      phase: "observe",
      before: () => new Response("", { status: 403 }),
    });
    const subject = app({ log: () => {} })
      .use(trustProxy({ proxies: ["127.0.0.1"] }), timeout({ ms: 1 }), metrics({ registry }))
      .get("/", () => new Promise(() => {}))
      .get("/closed", { use: [closed] }, () => "in");
    const table = await tableOf(subject, form);
    await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    const malformed = await fetch(server.url, { headers: { "x-forwarded-for": "nobody" } });
    const statuses = [malformed.status];
    for (const target of ["/", "/closed"]) statuses.push((await answerTarget(table, target)).status);
    expect(statuses).toEqual([400, 503, 403]);
    expect(await requestsIn(registry)).toEqual({ "GET / 400": 1, "GET / 503": 1, "GET /closed 403": 1 });
    expect((await durationsIn(registry)).filter((line) => line.includes("_count"))).toBeArrayOfSize(3);
  });

  test("answers that are kept are counted as others are", async () => {
    const registry = new Registry();
    const subject = app()
      .use(metrics({ registry }))
      .get("/:id", { cache: { ttlSeconds: 60 } }, ({ params }) => params.id);
    const table = await tableOf(subject, form);
    for (const target of ["/1", "/1", "/2"]) await answerTarget(table, target);
    expect(await requestsIn(registry)).toEqual({ "GET /:id 200": 3 });
  });

  test("requests are in flight until they are answered, a stream until it is given", async () => {
    const registry = new Registry();
    const gate = Promise.withResolvers<void>();
    const subject = app()
      .use(metrics({ registry }))
      .get("/slow", async () => {
        await gate.promise;
        return "slow";
      })
      .get("/stream", () => new Response(new ReadableStream({ pull: () => gate.promise })));
    const table = await tableOf(subject, form);
    const slow = [answerTarget(table, "/slow"), answerTarget(table, "/slow")];
    const stream = await answerTarget(table, "/stream");
    expect(await inFlightIn(registry)).toEqual({ "GET /slow": 2 });
    await stream.body?.cancel();
    gate.resolve();
    await Promise.all(slow);
    expect(await inFlightIn(registry)).toEqual({});
    expect(await requestsIn(registry)).toEqual({ "GET /slow 200": 2, "GET /stream 200": 1 });
  });

  test.each(["never", "later", "in error"])(
    "a client that goes away is counted as aborted, once, where the answer comes %s",
    async (when) => {
      const registry = new Registry();
      const asked = Promise.withResolvers<void>();
      const gate = Promise.withResolvers<string>();
      const subject = app({ log: () => {} })
        .use(metrics({ registry }))
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
      expect(await inFlightIn(registry)).toEqual({ "GET /": 1 });
      client.abort();
      await answer;
      await until(async () => Object.keys(await inFlightIn(registry)).length === 0);
      if (when === "later") gate.resolve("late");
      if (when === "in error") gate.reject(new Error("late"));
      await new Promise((resolve) => setImmediate(resolve));
      expect(await requestsIn(registry)).toEqual({ "GET / aborted": 1 });
      expect(await inFlightIn(registry)).toEqual({});
    },
  );

  test("a stream that is cut was answered", async () => {
    const registry = new Registry();
    const cancelled = Promise.withResolvers<void>();
    const subject = app()
      .use(metrics({ registry }))
      .get("/", () => {
        return new Response(new ReadableStream({ pull: tellMore, cancel: () => cancelled.resolve() }));
      });
    const table = await tableOf(subject, form);
    await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    const client = new AbortController();
    const response = await fetch(server.url, { signal: client.signal });
    client.abort();
    await response.text().catch(() => undefined);
    await cancelled.promise;
    expect([await requestsIn(registry), await inFlightIn(registry)]).toEqual([{ "GET / 200": 1 }, {}]);
  });
});

const asked = (subject: App, target = "/") => subject.request(target);

test("several apps count in one registry", async () => {
  const registry = new Registry();
  const apps = [1, 2].map(() =>
    app()
      .use(metrics({ registry }))
      .get("/", () => "ok"),
  );
  for (const one of apps) await asked(one);
  expect(await requestsIn(registry)).toEqual({ "GET / 200": 2 });
});

test("used twice alike it counts once; with a prefix it has its own names", async () => {
  const registry = new Registry();
  const subject = app()
    .use(metrics({ registry, prefix: "shop_" }), metrics({ registry, prefix: "shop_" }))
    .get("/", () => "ok");
  await asked(subject);
  expect(await samplesOf(registry, "shop_http_requests_total")).toEqual({ "GET / 200": 1 });
});

test("other buckets in one registry are refused, and so are metrics of others", () => {
  const registry = new Registry();
  metrics({ registry });
  expect(() => metrics({ registry, buckets: [1] })).toThrow(
    "metrics.buckets: the registry has these metrics with other buckets; give a prefix of its own.",
  );
  const taken = new Registry();
  new Counter({ name: "http_requests_total", help: "other", registers: [taken] }).inc();
  expect(() => metrics({ registry: taken })).toThrow("http_requests_total has already been registered");
});

test.each([
  [{ registry: {} }, "registry: expected a registry of prom-client, received an object."],
  [{ prefix: 1 }, "prefix: expected text, received 1."],
  [{ prefix: "1-" }, 'prefix: expected letters, digits, _ and :, no digit first, received "1-".'],
  [{ buckets: 1 }, "buckets: expected a list of seconds, received 1."],
  [{ buckets: [] }, "buckets: expected at least one bound, received an array of 0 items."],
  [{ buckets: [0, 1] }, "buckets[0]: expected seconds, more than 0, received 0."],
  [{ buckets: [1, 1] }, "buckets[1]: expected seconds, more than 1, received 1."],
  [{ buckets: [1, "2"] }, 'buckets[1]: expected seconds, more than 1, received "2".'],
  [{ buckets: [1, Infinity] }, "buckets[1]: expected seconds, more than 1, received Infinity."],
  [{ now: 1 }, "now: expected a function, received 1."],
  [{ labels: [] }, "labels: there is no such option; there are registry, prefix, buckets, now."],
])("%j is refused when called", (options, message) => {
  expect(() => metrics(options as unknown as MetricsOptions)).toThrow(`metrics.${message}`);
});
