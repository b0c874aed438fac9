import { expect, test } from "bun:test";
import { type App, type Phase, app, middleware } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { requiringGuard } from "../../src/define/required-guard.ts";
import {
  apiKey,
  csrf,
  every,
  ipAllow,
  loadShed,
  logger,
  rateLimit,
  secureHeaders,
  some,
} from "../../src/middleware.ts";

const handler = requiringGuard(() => "figures");
const asking = apiKey({ keys: ["k".repeat(32)] });
const guard = (phase: Phase, guards = true) =>
  middleware({ name: "guard", phase, guards, before: () => ({}) });

const diagnosticsOf = (given: Pick<App, "definition">) =>
  planApp(given.definition(), "/").diagnostics.map(({ code, problem, fix }) => ({ code, problem, fix }));

const refused = (key: string) => ({
  code: "unguarded_route",
  problem: `${key} answers everyone: no guard around it asks who it is.`,
  fix: "Give it one: use: [bearer({ … })]. Or say allowUnguarded: true in its options.",
});

test("a handler that is not for everyone is refused on a route without a guard", () => {
  const subject = app()
    .get("/figures", handler)
    .all("/all", handler)
    .get("/open", () => "open");
  expect(diagnosticsOf(subject)).toEqual([refused("GET /figures"), refused("ALL /all")] as ReturnType<
    typeof diagnosticsOf
  >);
});

test("what observes and protects lets strangers in", () => {
  const subject = app()
    .use(logger(), csrf(), secureHeaders(), loadShed({ maxInFlight: 9 }), guard("protect"))
    .get("/figures", handler);
  expect(diagnosticsOf(subject)).toMatchObject([refused("GET /figures")]);
});

test.each([
  ["a limit of rates by a key", rateLimit({ limit: 9, windowSeconds: 60, key: () => "all" })],
  ["all addresses but some", ipAllow({ deny: ["192.0.2.7"] })],
  ["one of two, of which one lets strangers in", some(ipAllow({ deny: ["192.0.2.7"] }), asking)],
])("%s lets strangers in", (_name, one) => {
  const subject = app().use(one).get("/figures", handler);
  expect(diagnosticsOf(subject)).toMatchObject([refused("GET /figures")]);
});

test.each([
  ["addresses that are named", ipAllow({ allow: ["192.0.2.7"] })],
  ["one of two that both ask", some(ipAllow({ allow: ["192.0.2.7"] }), asking)],
  ["two of which one asks", every(ipAllow({ deny: ["192.0.2.7"] }), asking)],
])("%s is enough", (_name, one) => {
  expect(diagnosticsOf(app().use(one).get("/figures", handler))).toEqual([]);
});

test("what identifies and does not guard lets strangers in", () => {
  const subject = app().use(guard("identify", false)).get("/figures", handler);
  expect(diagnosticsOf(subject)).toMatchObject([refused("GET /figures")]);
});

test.each(["identify", "admit", "transform"] as const)("a guard of the phase %s is enough", (phase) => {
  const own = app().get("/figures", { use: [guard(phase)] }, handler);
  const outer = app()
    .use(guard(phase))
    .group("/admin", (admin) => admin.get("/figures", handler));
  expect([diagnosticsOf(own), diagnosticsOf(outer)]).toEqual([[], []]);
});

test("a guard that is left out is told once, as such", () => {
  const subject = app()
    .use(guard("identify"))
    .get("/figures", { skip: ["guard"] }, handler);
  expect(diagnosticsOf(subject)).toMatchObject([{ code: "guard_skipped" }]);
});

test("open where that is written out", () => {
  const subject = app()
    .use(guard("identify"))
    .get("/figures", { skip: ["guard"], allowUnguarded: true }, handler)
    .mount("/plain", app().get("/figures", { allowUnguarded: true }, handler));
  expect(diagnosticsOf(subject)).toEqual([]);
});
