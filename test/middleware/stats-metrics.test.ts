import { expect, test } from "bun:test";
import { Registry } from "prom-client";
import { type AppStats, app } from "../../src/bunsen.ts";
import { type StatsMetricsOptions, statsMetrics } from "../../src/metrics.ts";
import { bearer } from "../../src/middleware.ts";

const shop = () =>
  app()
    .use(bearer({ verify: (token) => ({ user: token }), memo: { ttlSeconds: 60 } }))
    .get("/", ({ user }) => user);

const as = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });

test("the figures of the app's stats, as they are when they are asked for", async () => {
  const registry = new Registry();
  const subject = shop();
  statsMetrics(subject, { registry, prefix: "shop_" });
  for (const token of ["ann", "ann", "bob"]) await subject.request("/", as(token));
  const text = [
    "# HELP shop_bunsen_memo_hits_total Results of middleware that were kept, by its name.",
    "# TYPE shop_bunsen_memo_hits_total counter",
    'shop_bunsen_memo_hits_total{middleware="bearer"} 1',
    "",
    "# HELP shop_bunsen_memo_misses_total Results of middleware that were made, by its name.",
    "# TYPE shop_bunsen_memo_misses_total counter",
    'shop_bunsen_memo_misses_total{middleware="bearer"} 2',
    "",
    "# HELP shop_bunsen_memo_entries Results of middleware that are kept now, by its name.",
    "# TYPE shop_bunsen_memo_entries gauge",
    'shop_bunsen_memo_entries{middleware="bearer"} 2',
    "",
  ].join("\n");
  const ofMemo = async () => (await registry.metrics()).split("\n# HELP shop_bunsen_cache")[0];
  expect(await registry.metrics()).not.toMatch(/^shop_bunsen_cache/m);
  expect([await ofMemo(), await ofMemo()]).toEqual([text, text]);
});

test("the figures of the cache of answers", async () => {
  const registry = new Registry();
  const subject = app().get("/:id", { cache: { ttlSeconds: 60 } }, ({ params }) => params.id);
  statsMetrics(subject, { registry });
  for (const target of ["/1", "/1", "/2"]) await subject.request(target);
  const lines = (await registry.metrics()).split("\n").filter((line) => line.startsWith("bunsen_cache"));
  expect(lines).toEqual([
    "bunsen_cache_hits_total 1",
    "bunsen_cache_misses_total 2",
    "bunsen_cache_stale_hits_total 0",
    "bunsen_cache_coalesced_total 0",
    "bunsen_cache_evictions_total 0",
    "bunsen_cache_entries 2",
    expect.stringMatching(/^bunsen_cache_bytes [1-9]\d*$/),
  ]);
});

test("the figures of pools of workers, and of lazy handlers", async () => {
  const registry = new Registry();
  const pool = { threads: 2, busy: 1, queued: 3, succeeded: 4, failed: 5, refused: 6, timedOut: 7 };
  const more = { abandoned: 8, waitMs: 1500, runMs: 250, restarts: 9, recycled: 10 };
  const stats = (): AppStats => ({
    memo: {},
    handlers: { hits: 1, misses: 2, entries: 3 },
    workers: { images: { ...pool, ...more } },
  });
  statsMetrics({ stats }, { registry });
  const lines = (await registry.metrics()).split("\n").filter((line) => /^[^#]/.test(line));
  expect(lines).toEqual([
    "bunsen_handlers_hits_total 1",
    "bunsen_handlers_misses_total 2",
    "bunsen_handlers_entries 3",
    'bunsen_worker_threads{pool="images"} 2',
    'bunsen_worker_busy{pool="images"} 1',
    'bunsen_worker_queued{pool="images"} 3',
    'bunsen_worker_succeeded_total{pool="images"} 4',
    'bunsen_worker_failed_total{pool="images"} 5',
    'bunsen_worker_refused_total{pool="images"} 6',
    'bunsen_worker_timed_out_total{pool="images"} 7',
    'bunsen_worker_abandoned_total{pool="images"} 8',
    'bunsen_worker_wait_seconds_total{pool="images"} 1.5',
    'bunsen_worker_run_seconds_total{pool="images"} 0.25',
    'bunsen_worker_restarts_total{pool="images"} 9',
    'bunsen_worker_recycled_total{pool="images"} 10',
  ]);
});

test("a second app has a prefix of its own", async () => {
  const registry = new Registry();
  statsMetrics(shop(), { registry });
  expect(() => statsMetrics(shop(), { registry })).toThrow(
    "bunsen_memo_hits_total has already been registered",
  );
  statsMetrics(shop(), { registry, prefix: "admin_" });
  expect(await registry.metrics()).toContain("admin_bunsen_memo_entries");
});

test.each([
  ["statsMetrics: expected an app, received an object.", {}, {}],
  ["statsMetrics: expected an app, received nothing.", undefined, {}],
  [
    "statsMetrics.registry: expected a registry of prom-client, received null.",
    app(),
    { registry: null } as object,
  ],
  [
    'statsMetrics.prefix: expected letters, digits, _ and :, no digit first, received "é".',
    app(),
    { prefix: "é" },
  ],
  ["statsMetrics.names: there is no such option; there are registry, prefix.", app(), { names: 1 }],
])("refused when called: %s", (message, subject, options) => {
  expect(() => statsMetrics(subject as never, options as StatsMetricsOptions)).toThrow(message);
});
