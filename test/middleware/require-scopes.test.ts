import { describe, expect, test } from "bun:test";
import { app } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { type RequireScopesOptions, bearer, requireScopes } from "../../src/middleware.ts";
import { forms, root } from "../support/app-forms.ts";
import { answeringApp, answers, exchange, withHeaders } from "../support/exchange.ts";

/** The scopes as a header field tells them, so that any can be asked with. */
const told = (...scopes: readonly string[]) =>
  requireScopes({ scopes, from: ({ request }) => request.headers.get("x-scope") ?? undefined });

const subject = app().group("/orders", (orders) =>
  orders
    .use(told("read"))
    .get("/", () => "all")
    .post("/", { use: [told("write", "audit")] }, () => "made"),
);

const refusal = (needed: string) => ({
  status: 403,
  headers: {
    "content-type": "application/problem+json",
    "www-authenticate": `Bearer realm="api", error="insufficient_scope", scope="${needed}"`,
  },
  body: JSON.stringify({
    title: "Forbidden",
    status: 403,
    detail: `This needs credentials with the scopes ${needed}.`,
    code: "insufficient_scope",
  }),
});

describe.each([...forms])("%s", (form) => {
  const ask = (method: string, scope: string) =>
    exchange(subject, form, "/orders", { method, headers: { "x-scope": scope } });

  test.each(["read", "write read", "read write audit"])("%j may read", async (scope) => {
    expect(await ask("GET", scope)).toMatchObject({ status: 200, body: "all" });
  });

  test.each(["", "spread", "reader", "READ", "read,write", "read:all", "write audit"])(
    "%j may not read",
    async (scope) => {
      expect(await ask("GET", scope)).toEqual(refusal("read"));
    },
  );

  test("without any scopes it is refused", async () => {
    expect(await exchange(subject, form, "/orders")).toEqual(refusal("read"));
  });

  test("those of the group and of the route add up", async () => {
    expect(await ask("POST", "audit read write")).toMatchObject({ status: 200, body: "made" });
    expect(await ask("POST", "audit write")).toEqual(refusal("read"));
    expect(await ask("POST", "read write")).toEqual(refusal("write audit"));
  });

  test.each([
    ["scopes, a list", { scopes: ["read"] }, 200],
    ["scope, a text", { scope: "write read" }, 200],
    ["scopes before scope", { scopes: ["write"], scope: "read" }, 403],
    ["neither", { user: "ann" }, 403],
    ["no list", { scopes: { includes: () => true } }, 403],
    ["a list with another in it", { scopes: [["read"]] }, 403],
  ])("of what a guard before it added, %s, it is %#", async (_name, added: object, status) => {
    const guarded = app()
      .use(requireScopes({ scopes: ["read"] }))
      .use(bearer({ verify: () => added }))
      .get("/", () => "in");
    const received = await exchange(guarded, form, "/", { headers: { authorization: "Bearer t0ken" } });
    expect(received.status).toBe(status);
  });

  test.each([...answers])("$target is refused before anything else is told", async ({ target, init }) => {
    expect((await exchange(answeringApp(told("read")), form, target, init)).status).toBe(403);
  });

  test.each([...answers])("$target is $status with the scopes", async ({ target, init, status }) => {
    const sent = withHeaders(init, { "x-scope": "read" });
    expect((await exchange(answeringApp(told("read")), form, target, sent)).status).toBe(status);
  });
});

test("it is a guard: a fast path does not leave it out unasked", () => {
  const fast = app({ performance: { fastPaths: ["/"] } })
    .use(requireScopes({ scopes: ["read"] }))
    .get("/", "ok");
  expect(planApp(fast.definition(), root).diagnostics.map(({ code }) => code)).toEqual(["guard_skipped"]);
});

test("what is needed does not change with the list it was made of", async () => {
  const scopes = ["read"];
  const guard = requireScopes({ scopes, from: () => "write" });
  scopes[0] = "write";
  const one = app()
    .use(guard)
    .get("/", () => "in");
  expect((await one.request("/")).status).toBe(403);
});

test.each([
  [{}, ".scopes: expected a list of scopes, received nothing."],
  [{ scopes: "read" }, '.scopes: expected a list of scopes, received "read".'],
  [{ scopes: [] }, ".scopes: expected at least one scope, received an array of 0 items."],
  [{ scopes: [1] }, ".scopes[0]: expected text, received 1."],
  [{ scopes: ["read", "a b"] }, ".scopes[1]: expected visible ASCII without spaces, quotes and backslashes"],
  [{ scopes: ['"'] }, ".scopes[0]: expected visible ASCII without spaces, quotes and backslashes"],
  [{ scopes: [""] }, ".scopes[0]: expected visible ASCII without spaces, quotes and backslashes"],
  [{ scopes: ["read"], from: "scope" }, '.from: expected a function, received "scope".'],
  [{ scopes: ["read"], realm: 1 }, ".realm: expected text, received 1."],
  [{ scope: ["read"] }, ".scope: there is no such option; there are scopes, from, realm."],
])("%j is refused when called", (options, message) => {
  expect(() => requireScopes(options as unknown as RequireScopesOptions)).toThrow(`requireScopes${message}`);
});
