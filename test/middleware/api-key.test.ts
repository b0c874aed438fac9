import { describe, expect, test } from "bun:test";
import { app } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { type ApiKeyOptions, apiKey } from "../../src/middleware.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { forms, root, tableOf } from "../support/app-forms.ts";
import { answeringApp, answers, exchange, withHeaders } from "../support/exchange.ts";

const keys = ["k-1", "k-22", "k-333"];
const withKey = (key: string) => ({ headers: { "x-api-key": key } });

const subject = app()
  .use(apiKey({ keys, realm: "shop" }))
  .get("/", () => "in");

describe.each([...forms])("%s", (form) => {
  test.each(keys)("%j is let in", async (key) => {
    expect(await exchange(subject, form, "/", withKey(key))).toMatchObject({ status: 200, body: "in" });
  });

  test("without a key 401", async () => {
    expect(await exchange(subject, form, "/")).toEqual({
      status: 401,
      headers: { "content-type": "application/problem+json", "www-authenticate": 'ApiKey realm="shop"' },
      body: JSON.stringify({
        title: "Unauthorized",
        status: 401,
        detail: "This needs the x-api-key header.",
        code: "missing_credentials",
      }),
    });
  });

  test.each(["", "k", "k-1x", "K-1", "k-1, k-22", "k-1,k-1", "constructor", "é"])(
    "%j is not valid",
    async (key) => {
      const refused = await exchange(subject, form, "/", withKey(key));
      expect([refused.status, JSON.parse(refused.body)]).toEqual([
        401,
        {
          title: "Unauthorized",
          status: 401,
          detail: "The API key is not valid: unknown or revoked.",
          code: "invalid_api_key",
        },
      ]);
    },
  );

  test("two fields are no key", async () => {
    const headers = new Headers(withKey("k-1").headers);
    headers.append("x-api-key", "k-1");
    expect((await answerTarget(await tableOf(subject, form), "/", { headers })).status).toBe(401);
  });

  test("a key in the query is not read unasked", async () => {
    expect((await exchange(subject, form, "/?x-api-key=k-1&key=k-1")).status).toBe(401);
  });

  test.each([
    ["/?key=k-1", {}, 200],
    ["/?key=k%2D1", {}, 200],
    ["/?key=x", withKey("k-1"), 200],
    ["/?key=k-1", withKey("x"), 401],
    ["/?key=k-1&key=k-1", {}, 401],
    ["/?Key=k-1", {}, 401],
    ["/?key=", {}, 401],
  ] as const)("where the query is read, %s with %j is %i", async (target, init, status) => {
    const queried = app()
      .use(apiKey({ keys, query: "key" }))
      .get("/", () => "in");
    expect((await exchange(queried, form, target, init)).status).toBe(status);
  });

  test.each([...answers])("$target is refused before anything else is told", async ({ target, init }) => {
    expect((await exchange(answeringApp(apiKey({ keys })), form, target, init)).status).toBe(401);
  });

  test.each([...answers])("$target is $status with a key", async ({ target, init, status }) => {
    const sent = withHeaders(init, { "x-key": "k-22" });
    const answered = await exchange(answeringApp(apiKey({ keys, header: "X-Key" })), form, target, sent);
    expect(answered.status).toBe(status);
  });

  test("verify adds what it gives, and memo keeps it", async () => {
    let calls = 0;
    const partners = new Map([["k-1", { partner: "acme" }]]);
    const verify = (key: string) => (calls++, partners.get(key));
    const table = await tableOf(
      app()
        .use(apiKey({ verify, memo: true }))
        .get("/", ({ partner }) => partner),
      form,
    );
    for (let index = 0; index < 3; index++) {
      expect(await (await answerTarget(table, "/", withKey("k-1"))).text()).toBe("acme");
    }
    expect(calls).toBe(1);
  });
});

test("it is a guard: a fast path does not leave it out unasked", () => {
  const fast = app({ performance: { fastPaths: ["/"] } })
    .use(apiKey({ keys }))
    .get("/", "ok");
  expect(planApp(fast.definition(), root).diagnostics.map(({ code }) => code)).toEqual(["guard_skipped"]);
});

test.each([
  [{}, ": expected either keys or verify, received an object."],
  [{ keys, verify: () => true }, ": expected either keys or verify, received an object."],
  [{ keys: "k-1" }, '.keys: expected a list of keys, received "k-1".'],
  [{ keys: [] }, ".keys: expected at least one key, received an array of 0 items."],
  [
    { keys: ["k-1", ""] },
    ".keys[1]: expected visible ASCII without commas, received a string of 0 characters.",
  ],
  [{ keys: ["a,b"] }, ".keys[0]: expected visible ASCII without commas, received a string of 3 characters."],
  [{ keys: [undefined] }, ".keys[0]: expected visible ASCII without commas, received nothing."],
  [{ keys, header: "a b" }, '.header: expected the name of a header field, received "a b".'],
  [{ keys, query: "" }, '.query: expected the name of a query parameter, received "".'],
  [{ keys, query: true }, ".query: expected the name of a query parameter, received true."],
  [{ keys, key: "x" }, ".key: there is no such option; there are keys, verify, header, query, realm, memo."],
])("%j is refused when called", (options, message) => {
  expect(() => apiKey(options as unknown as ApiKeyOptions)).toThrow(`apiKey${message}`);
});
