/** An app that uses the whole standard set: a route costs what is active on it, and no more. */
import { describe, expect, test } from "bun:test";
import { Registry } from "prom-client";
import { type App, type Middleware, type PerformanceOptions, app } from "../../src/bunsen.ts";
import { explainRoute } from "../../src/cli/explain.ts";
import { planApp } from "../../src/compile/plan.ts";
import { jwt } from "../../src/jwt.ts";
import { metrics } from "../../src/metrics.ts";
import { otel } from "../../src/otel.ts";
import {
  apiKey,
  basic,
  bearer,
  bodyLimit,
  compress,
  cors,
  csrf,
  etag,
  every,
  ipAllow,
  loadShed,
  logger,
  rateLimit,
  requestId,
  requireScopes,
  secureHeaders,
  serverTiming,
  session,
  some,
  timeout,
  trustProxy,
} from "../../src/middleware.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { forms, root, tableOf } from "../support/app-forms.ts";
import { exchange } from "../support/exchange.ts";

const logged: string[] = [];
const key = apiKey({ keys: ["k".repeat(32)] });
const users = basic({ users: { ann: "s3cret" } });

/** Each of them once, by the name of its page. */
const standardSet: Readonly<Record<string, Middleware>> = {
  "api-key": key,
  basic: users,
  bearer: bearer({ verify: () => ({ scopes: ["read"] }) }),
  "body-limit": bodyLimit({ limitBytes: 1000 }),
  compress: compress(),
  cors: cors({ origin: ["https://app.example"] }),
  csrf: csrf(),
  etag: etag(),
  every: every(key, users),
  "ip-allow": ipAllow({ deny: ["192.0.2.7"] }),
  jwt: jwt({ secret: "s".repeat(32), algorithms: ["HS256"] }),
  "load-shed": loadShed({ maxInFlight: 100 }),
  logger: logger({ sink: (line) => logged.push(line) }),
  metrics: metrics({ registry: new Registry() }),
  otel: otel(),
  "rate-limit": rateLimit({ limit: 100, windowSeconds: 60 }),
  "request-id": requestId(),
  "require-scopes": requireScopes({ scopes: ["read"] }),
  "secure-headers": secureHeaders({ contentSecurityPolicy: false }),
  "server-timing": serverTiming(),
  session: session({ secrets: ["s".repeat(32)] }),
  some: some(key, users),
  timeout: timeout({ ms: 60_000 }),
  "trust-proxy": trustProxy({ proxies: ["10.0.0.0/8"] }),
};
const all = Object.values(standardSet);
const names = all.map(({ name }) => name);

test("it has each middleware that has a page", () => {
  const pages = [...new Bun.Glob("*.md").scanSync(`${root}/docs/middleware`)];
  expect(Object.keys(standardSet)).toEqual(pages.map((page) => page.replace(".md", "")).toSorted());
});

/** Leaves out all but one on a path. */
const skippingAllBut = (path: string, kept?: string): PerformanceOptions => ({
  fastPaths: [{ path: "/fast/*", allowUnguarded: true }],
  middleware: {
    skipConditions: Object.fromEntries(
      names.filter((name) => name !== kept).map((name) => [name, [{ path, allowUnguarded: true }]]),
    ),
  },
});

const routes = (subject: App): App =>
  subject
    .get("/fast/constant", "ok")
    .get("/fast/time/:id", ({ params }) => params.id)
    .get("/one", () => "one")
    .get("/guarded", () => "in");

const whole = (kept?: string): App =>
  routes(app({ log: () => {}, performance: skippingAllBut("/one", kept) }).use(all) as unknown as App);

/** What `bunsen explain` says of a route, and its emitted code. */
function explained(subject: App, route: string): { readonly told: string[]; readonly code: string } {
  const { plan } = planApp(subject.definition(), root);
  const found = plan.routes.find((one) => one.key === route);
  if (found === undefined) throw new Error(`There is no ${route}.`);
  const text = explainRoute(found, plan);
  const end = text.indexOf("\n\n");
  return { told: text.slice(0, end).split("\n"), code: text.slice(end + 2).trim() };
}

/** Without its header and its comments, which name the place. */
const functionOf = (code: string): string =>
  code.slice(code.indexOf("function ")).replaceAll(/^\/\*\*.*\*\/\n/gm, "");

const skippedOf = (told: readonly string[]): string[] =>
  told.filter((line) => line.startsWith("  skipped")).map((line) => line.slice("  skipped".length).trim());

/** Those whose fields stay: they have no hooks that could be left out. */
const isConstant = (name: string): boolean => name === "secureHeaders" || name === "bodyLimit";
const hooked = names.filter((name) => !isConstant(name));

describe("a fast path", () => {
  test("that is a constant stays one", () => {
    const { told, code } = explained(whole(), "GET /fast/constant");
    expect(told).toContain(
      "  dispatch    constant: its bytes are known now, and it is on the fast path /fast/*",
    );
    expect(code.split("\n").at(-1)).toBe(
      'const constant_GET_fast_constant = createConstant(app.constant("GET /fast/constant"), headers_1);',
    );
  });

  test("that has a handler is a call of it", () => {
    expect(functionOf(explained(whole(), "GET /fast/time/:id").code))
      .toBe(`function GET_fast_time_id(request, server) {
  try {
    checkUrlHost(request);
    const text = readParameters(request, path_GET_fast_time_id);
    const c = new Context(request, server, "/fast/time/:id");
    c.params = text;
    const result = handle_GET_fast_time_id(c);
    if (isLater(result)) return respondLater(app, "GET /fast/time/:id", c, result, undefined, headers_1);
    return respond(result, headers_1);
  } catch (error) {
    return app.fail(error, request, "GET /fast/time/:id", headers_1);
  }
}`);
  });

  test("says of each of them that it is left out, and why", () => {
    for (const route of ["GET /fast/constant", "GET /fast/time/:id"]) {
      const { told } = explained(whole(), route);
      expect(skippedOf(told).toSorted()).toEqual(
        hooked.map((name) => `${name}: on the fast path /fast/*`).toSorted(),
      );
    }
  });
});

describe("a route that skips all of them", () => {
  test("is a call of its handler, without their header fields", () => {
    const { told, code } = explained(whole(), "GET /one");
    expect(told).toContain("  dispatch    direct: no middleware is active");
    expect(functionOf(code)).toBe(`function GET_one(request, server) {
  try {
    checkUrlHost(request);
    const c = new Context(request, server, "/one");
    const result = handle_GET_one(c);
    if (isLater(result)) return respondLater(app, "GET /one", c, result, undefined);
    return respond(result);
  } catch (error) {
    return app.fail(error, request, "GET /one");
  }
}`);
    expect(skippedOf(told).toSorted()).toEqual(
      names.map((name) => `${name}: skipped by the condition /one`).toSorted(),
    );
  });

  test("is what it is in an app without any", () => {
    const bare = explained(routes(app() as unknown as App), "GET /one");
    expect(functionOf(explained(whole(), "GET /one").code)).toBe(functionOf(bare.code));
  });
});

/** Numbers count what the other routes have, too. */
const unnumbered = (code: string): string => code.replaceAll(/_\d+\b/g, "_n").replaceAll(/@source.*/g, "");

test.each(Object.values(standardSet).map((one) => [one.name, one] as const))(
  "a route where %s alone is active is what it is in an app of that alone",
  (name, one) => {
    const among = explained(whole(name), "GET /one");
    const alone = explained(
      routes(app({ performance: { fastPaths: [] } }).use(one) as unknown as App),
      "GET /one",
    );
    expect(unnumbered(among.code)).toBe(unnumbered(alone.code));
    expect(skippedOf(among.told).length).toBe(names.length - 1);
  },
);

describe.each([...forms])("%s", (form) => {
  test("what is left out does not run: the constant header fields are all there is", async () => {
    logged.length = 0;
    const { headers, status } = await exchange(whole(), form, "/fast/time/7");
    expect([status, Object.keys(headers).toSorted(), logged]).toEqual([
      200,
      [
        "content-type",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
        "origin-agent-cluster",
        "referrer-policy",
        "strict-transport-security",
        "vary",
        "x-content-type-options",
        "x-dns-prefetch-control",
        "x-download-options",
        "x-frame-options",
        "x-permitted-cross-domain-policies",
        "x-xss-protection",
      ],
      [],
    ]);
    expect(await exchange(whole(), form, "/one")).toMatchObject({ status: 200, headers: {}, body: "one" });
    expect(logged).toEqual([]);
  });

  test("elsewhere they run", async () => {
    logged.length = 0;
    const response = await answerTarget(await tableOf(whole(), form), "/guarded");
    // In-process there is no address.
    expect([response.status, response.headers.has("x-request-id"), logged.length]).toEqual([403, true, 1]);
  });
});
