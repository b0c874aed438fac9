import { expect, test } from "bun:test";
import { YAML } from "bun";
import { app, middleware, readPerformance } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";

const text = `
performance:
  fast_paths:
    - "/static/*"
    - "/health"
    - "/metrics"

  caching:
    route_cache_size: 1000
    middleware_cache_size: 500
    handler_cache_size: 100
    ttl: 30  # seconds

  middleware:
    skip_conditions:
      auth:
        - path: "/public/*"

  optimizations:
    use_route_cache: true
    use_handler_cache: true
    use_response_cache: true
    pool_connections: true
`;

const auth = middleware({ name: "auth", memo: { key: () => "one" }, before: () => ({ user: "ann" }) });

test("a configuration file says what the option says", () => {
  expect(readPerformance(YAML.parse(text))).toEqual({
    fastPaths: ["/static/*", "/health", "/metrics"],
    caching: { routeCacheSize: 1000, middlewareCacheSize: 500, handlerCacheSize: 100, ttlSeconds: 30 },
    middleware: { skipConditions: { auth: [{ path: "/public/*" }] } },
    optimizations: {
      useRouteCache: true,
      useHandlerCache: true,
      useResponseCache: true,
      poolConnections: true,
    },
  });
});

test("an app is planned by it", () => {
  const subject = app({ performance: readPerformance(YAML.parse(text)) })
    .use(auth)
    .get("/public/:page", () => "open")
    .get("/me", ({ user }) => user)
    .get("/health", "ok");
  const { plan, diagnostics } = planApp(subject.definition(), "");
  expect(diagnostics).toEqual([]);
  expect(plan.routes.map(({ key, around: { skipped } }) => [key, skipped.map(({ name }) => name)])).toEqual([
    ["GET /public/:page", ["auth"]],
    ["GET /me", []],
    ["GET /health", ["auth"]],
  ]);
  expect(plan.middleware["auth"]?.memo).toEqual({ ttlSeconds: 30, capacityEntries: 500 });
  expect(plan.routeCacheSize).toBe(1000);
});

test("a memo that says nothing is kept by the sizes of its app", async () => {
  const counted = middleware({
    name: "counted",
    memo: { key: ({ request }) => request.url },
    before: () => ({ seen: true }),
  });
  const subject = app({ performance: { caching: { middlewareCacheSize: 2 } } })
    .use(counted)
    .get("/:id", ({ params }) => params.id);
  for (let id = 0; id < 20; id++) await subject.request(`/${id}`);
  expect(subject.stats().memo["counted"]?.entries).toBe(2);
});

test.each([
  [
    { fast_path: [] },
    "performance.fast_path is not known. Use one of fast_paths, caching, middleware, optimizations.",
  ],
  [
    { caching: { route_cache: 1 } },
    "performance.caching.route_cache is not known. Use one of route_cache_size, middleware_cache_size, handler_cache_size, ttl.",
  ],
  [{ caching: 5 }, "performance.caching must be an object, not 5."],
  [[], "the configuration must be an object, not []."],
  [{ performance: null }, "performance must be an object, not null."],
  [
    { constructor: 1 },
    "performance.constructor is not known. Use one of fast_paths, caching, middleware, optimizations.",
  ],
])("%j is refused", (config, message) => {
  expect(() => readPerformance(config)).toThrow(new TypeError(message));
});

test.each([
  [
    { caching: { route_cache_size: 0 } },
    "performance.caching.routeCacheSize must be a positive whole number, not 0.",
  ],
  [{ caching: { ttl: -1 } }, "performance.caching.ttlSeconds must be a positive whole number, not -1."],
  [
    { optimizations: { use_route_cache: "yes" } },
    'performance.optimizations.useRouteCache must be true or false, not "yes".',
  ],
  [
    { optimizations: { pool_connections: false } },
    "performance.optimizations.poolConnections cannot be false: pools are made by the app itself.",
  ],
])("%j is a diagnostic of the plan", (config, problem) => {
  const { diagnostics } = planApp(app({ performance: readPerformance(config) }).definition(), "");
  expect(diagnostics.map((diagnostic) => diagnostic.problem)).toEqual([problem]);
});
