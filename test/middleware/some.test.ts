import { describe, expect, test } from "bun:test";
import { app, HttpError, middleware } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { apiKey, bearer, cors, every, ipAllow, requestId, some } from "../../src/middleware.ts";
import { forms, root } from "../support/app-forms.ts";
import { answeringApp, answers, exchange, withHeaders } from "../support/exchange.ts";

const users = new Map([
  ["t0ken", { user: "ann", role: "staff" }],
  ["other", { user: "bob", role: "guest" }],
]);
const tokens = bearer({ verify: (token) => users.get(token) });
const keys = apiKey({ verify: (key) => key === "k-1" && { partner: "acme" } });

/** Sees what the guard before it added. */
const isStaff = middleware({
  name: "isStaff",
  phase: "admit",
  guards: true,
  before(c) {
    if ((c as { readonly role?: string }).role !== "staff") throw new HttpError(403, "This is for staff.");
  },
});

const either = app()
  .use(some(tokens, keys))
  .get("/", ({ user, partner }) => `${user} ${partner}`);

const staffOrPartner = app()
  .use(some(every(tokens, isStaff), keys))
  .get("/", ({ user, partner }) => `${user} ${partner}`);

const authorization = (token: string) => ({ authorization: `Bearer ${token}` });

describe.each([...forms])("%s", (form) => {
  test.each([
    [authorization("t0ken"), "ann undefined"],
    [{ "x-api-key": "k-1" }, "undefined acme"],
    [{ ...authorization("t0ken"), "x-api-key": "x" }, "ann undefined"],
    [{ ...authorization("x"), "x-api-key": "k-1" }, "undefined acme"],
    [{ ...authorization("t0ken"), "x-api-key": "k-1" }, "ann undefined"],
  ])("some: %j is let in as %s", async (headers, body) => {
    expect(await exchange(either, form, "/", { headers })).toMatchObject({ status: 200, body });
  });

  test.each([
    [{}, 401, "missing_credentials", 'Bearer realm="api", ApiKey realm="api"'],
    [
      authorization("x"),
      401,
      "invalid_token",
      'Bearer realm="api", error="invalid_token", ApiKey realm="api"',
    ],
    [{ "x-api-key": "x" }, 401, "invalid_api_key", 'Bearer realm="api", ApiKey realm="api"'],
    [authorization("a b"), 400, "malformed_authorization", 'Bearer realm="api", error="invalid_request"'],
  ])("some: %j is %i %s", async (headers, status, code, challenge) => {
    const refused = await exchange(either, form, "/", { headers });
    expect([refused.status, JSON.parse(refused.body).code, refused.headers["www-authenticate"]]).toEqual([
      status,
      code,
      challenge,
    ]);
  });

  test.each([
    [authorization("t0ken"), 200, "ann undefined"],
    // A guest's name is not left behind where the key lets in.
    [{ ...authorization("other"), "x-api-key": "k-1" }, 200, "undefined acme"],
  ])("every: %j is %i", async (headers, status, body) => {
    expect(await exchange(staffOrPartner, form, "/", { headers })).toMatchObject({ status, body });
  });

  test("every: what one refuses is refused", async () => {
    const refused = await exchange(staffOrPartner, form, "/", { headers: authorization("other") });
    expect([refused.status, JSON.parse(refused.body).detail]).toEqual([403, "This is for staff."]);
  });

  test("a fault of a guard is a fault, and lets nobody in", async () => {
    const broken = bearer({
      verify() {
        throw new Error("no database");
      },
    });
    const subject = app({ log: () => {} })
      .use(some(broken, keys))
      .get("/", () => "in");
    const headers = { ...authorization("t0ken"), "x-api-key": "k-1" };
    expect((await exchange(subject, form, "/", { headers })).status).toBe(500);
  });

  test("a Response refuses as well", async () => {
    const closed = middleware({ name: "closed", before: () => new Response(null, { status: 403 }) });
    const subject = app()
      .use(some(every(closed, isStaff), keys))
      .get("/", () => "in");
    expect(await exchange(subject, form, "/")).toMatchObject({ status: 403, body: "" });
    expect((await exchange(subject, form, "/", { headers: { "x-api-key": "k-1" } })).status).toBe(200);
  });

  test.each([...answers])("$target is refused before anything else is told", async ({ target, init }) => {
    expect((await exchange(answeringApp(some(tokens, keys)), form, target, init)).status).toBe(401);
  });

  test.each([...answers])("$target is $status with a key", async ({ target, init, status }) => {
    const sent = withHeaders(init, { "x-api-key": "k-1" });
    expect((await exchange(answeringApp(some(tokens, keys)), form, target, sent)).status).toBe(status);
  });
});

test("they are guards: a fast path does not leave them out unasked", () => {
  const fast = app({ performance: { fastPaths: ["/"] } })
    .use(some(tokens, keys), every(isStaff, ipAllow({ deny: ["::1"] })))
    .get("/", "ok");
  expect(planApp(fast.definition(), root).diagnostics.map(({ code }) => code)).toEqual([
    "guard_skipped",
    "guard_skipped",
  ]);
});

test("they run in the latest phase of their parts, and equal ones are one", () => {
  const shared = { allow: ["::1"] };
  const one = () => some(ipAllow(shared), keys);
  const { plan } = planApp(
    app()
      .use(one(), one())
      .get("/", () => "in")
      .definition(),
    root,
  );
  const told = Object.values(plan.middleware).map(({ name, phase, guards }) => ({ name, phase, guards }));
  expect(told).toEqual([{ name: "some-ipAllow-apiKey", phase: "identify", guards: true }]);
});

test.each([
  [() => some(), "some: expected two guards or more, received an array of 0 items."],
  [() => some(tokens), "some: expected two guards or more, received an array of 1 item."],
  [
    () => some(tokens, cors()),
    'some[1]: expected a middleware that has the hook before, and nothing else, received "cors".',
  ],
  [
    () => every(requestId(), tokens),
    "every[0]: expected a middleware that has the hook before, and nothing else",
  ],
  [
    () => every(tokens, undefined as unknown as typeof tokens),
    "every[1]: expected a middleware, received nothing.",
  ],
])("%p is refused when called", (call, message) => {
  expect(call).toThrow(message);
});
