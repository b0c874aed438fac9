import { describe, expect, test } from "bun:test";
import { Counter, Registry } from "prom-client";
import { app } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { bearer, ipAllow, trustProxy } from "../../src/middleware.ts";
import { type ExposeMetricsOptions, exposeMetrics } from "../../src/metrics.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { forms, tableOf } from "../support/app-forms.ts";
import { exchange } from "../support/exchange.ts";

/** A registry with one figure. */
function oneFigure(): Registry {
  const registry = new Registry();
  new Counter({ name: "orders_total", help: "Orders.", registers: [registry] }).inc(3);
  return registry;
}

const text = "# HELP orders_total Orders.\n# TYPE orders_total counter\norders_total 3\n";

describe.each([...forms])("%s", (form) => {
  test("who a guard lets in reads the figures", async () => {
    const guard = bearer({ verify: (token) => token === "t0ken" && {} });
    const subject = app().get("/metrics", { use: [guard] }, exposeMetrics({ registry: oneFigure() }));
    const headers = { authorization: "Bearer t0ken" };
    expect(await exchange(subject, form, "/metrics", { headers })).toEqual({
      status: 200,
      headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" },
      body: text,
    });
    expect((await exchange(subject, form, "/metrics")).status).toBe(401);
    expect((await exchange(subject, form, "/metrics", { method: "POST", headers })).status).toBe(405);
  });

  test.each([
    ["127.0.0.0/8", undefined, 200],
    ["10.0.0.0/8", undefined, 403],
    // The field counts where a proxy is trusted, and nowhere else.
    ["10.0.0.0/8", "10.1.2.3", 403],
  ])("where %s is let in, %p is %d", async (range, forwarded, status) => {
    const subject = app().get("/metrics", exposeMetrics({ registry: oneFigure(), allow: [range] }));
    const table = await tableOf(subject, form);
    await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
    const response = await fetch(new URL("/metrics", server.url), { headers });
    expect([response.status, (await response.text()) === text]).toEqual([status, status === 200]);
  });

  test("behind a proxy, the address is the client's", async () => {
    const subject = app()
      .use(trustProxy({ proxies: ["127.0.0.1"] }))
      .get("/metrics", exposeMetrics({ registry: oneFigure(), allow: ["10.0.0.0/8"] }));
    const table = await tableOf(subject, form);
    await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    const ask = async (ip: string) =>
      (await fetch(new URL("/metrics", server.url), { headers: { "x-forwarded-for": ip } })).status;
    expect([await ask("10.1.2.3"), await ask("192.0.2.1"), await ask("10.1.2.3, 192.0.2.1")]).toEqual([
      200, 403, 403,
    ]);
  });

  test("an address that is not known is let in by no range", async () => {
    const subject = app().get("/metrics", exposeMetrics({ registry: oneFigure(), allow: ["0.0.0.0/0"] }));
    const response = await answerTarget(await tableOf(subject, form), "/metrics");
    expect([response.status, await response.json()]).toMatchObject([403, { code: "address_not_allowed" }]);
  });

  test("on a route whose answers are kept, there is no address, and nothing is told", async () => {
    const handler = exposeMetrics({ registry: oneFigure(), allow: ["127.0.0.1"] });
    const subject = app({ log: () => {} }).get(
      "/metrics",
      { cache: { ttlSeconds: 60 } },
      handler as () => Promise<Response>,
    );
    const table = await tableOf(subject, form);
    await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    expect((await fetch(new URL("/metrics", server.url))).status).toBe(500);
  });

  test("open where that is written out", async () => {
    const handler = exposeMetrics({ registry: oneFigure() });
    const subject = app().get("/metrics", { allowUnguarded: true }, handler);
    expect(await exchange(subject, form, "/metrics")).toMatchObject({ status: 200, body: text });
  });

  test("an app-wide guard of addresses is enough", async () => {
    const subject = app({ log: () => {} })
      .use(ipAllow({ allow: ["192.0.2.1"] }))
      .get("/metrics", exposeMetrics({ registry: oneFigure() }));
    expect((await exchange(subject, form, "/metrics")).status).toBe(403);
  });
});

/** What is wrong with a route of nothing but figures. */
const codesOf = (options: ExposeMetricsOptions) =>
  planApp(app().get("/metrics", exposeMetrics(options)).definition(), "/").diagnostics.map(
    ({ code }) => code,
  );

test("without a guard, and with a range, by what the app is planned with", () => {
  expect([codesOf({}), codesOf({ allow: ["127.0.0.1"] })]).toEqual([["unguarded_route"], []]);
});

test.each([
  [{ registry: 1 }, "registry: expected a registry of prom-client, received 1."],
  [{ allow: "127.0.0.1" }, 'allow: expected a list of addresses and CIDR ranges, received "127.0.0.1".'],
  [{ allow: [] }, "allow: expected at least one address, received an array of 0 items."],
  [{ authorize: () => true }, "authorize: there is no such option; there are registry, allow."],
])("%j is refused when called", (options, message) => {
  expect(() => exposeMetrics(options as unknown as ExposeMetricsOptions)).toThrow(`exposeMetrics.${message}`);
});
