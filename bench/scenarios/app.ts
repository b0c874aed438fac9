/** One app, three ways through it: a fast path, a route that skips most, and one that ten middlewares run around. */
import { type App, HttpError, app, middleware } from "bunsen";
import { bearer, cors, logger, requestId, secureHeaders } from "bunsen/middleware";

const serverTiming = middleware({
  name: "serverTiming",
  phase: "observe",
  before: () => ({ beganAtMs: performance.now() }),
  after({ beganAtMs = 0 }, { headers }) {
    headers.set("server-timing", `app;dur=${(performance.now() - beganAtMs).toFixed(3)}`);
  },
});

const tenant = middleware({
  name: "tenant",
  phase: "identify",
  before({ request }) {
    const name = request.headers.get("x-tenant");
    if (name === null) throw new HttpError(400, "Send x-tenant.");
    return { tenant: name };
  },
});

const used = new Map<string, number>();

/** Counts the requests of each tenant. */
const quota = middleware({
  name: "quota",
  phase: "admit",
  order: { after: ["tenant"] },
  before(c) {
    const { tenant: name = "" } = c as { readonly tenant?: string };
    const count = (used.get(name) ?? 0) + 1;
    if (count > Number.MAX_SAFE_INTEGER) throw new HttpError(429, "Too many requests.");
    used.set(name, count);
    return { count };
  },
  after({ count = 0 }, { headers }) {
    headers.set("x-quota-used", String(count));
  },
});

const apiVersion = middleware({ name: "apiVersion", headers: { "api-version": "2" } });

const cacheControl = middleware({
  name: "cacheControl",
  after({ request }, { status, headers }) {
    if (request.method === "GET" && status === 200) headers.set("cache-control", "private, max-age=5");
  },
});

const sink = (): void => {};
const sessions = new Map([["t0ken", { user: "ann" }]]);
const notThere = [{ path: "/optimised" }];

const scenarios: App = app({
  performance: {
    fastPaths: [{ path: "/health", allowUnguarded: true }],
    middleware: {
      skipConditions: {
        logger: notThere,
        serverTiming: notThere,
        tenant: notThere,
        // What admits requests is a guard.
        quota: notThere.map((condition) => ({ ...condition, allowUnguarded: true })),
        cacheControl: notThere,
      },
    },
  },
})
  .use(requestId(), logger({ sink }), serverTiming, cors(), secureHeaders())
  .use(bearer({ verify: (token) => sessions.get(token) }), tenant, quota, apiVersion, cacheControl)
  .get("/health", "ok")
  .get("/optimised", ({ user }) => ({ user, plan: "basic" }))
  .get("/chain", ({ user, tenant: name }) => ({ user, tenant: name, plan: "basic" }));

const server = await scenarios.listen({ hostname: "127.0.0.1", port: 0 });
console.log(server.port);

export default scenarios;
