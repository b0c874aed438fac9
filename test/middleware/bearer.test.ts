import { describe, expect, test } from "bun:test";
import { app } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { type BearerOptions, bearer, constantTimeEqual } from "../../src/middleware.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { forms, root, tableOf } from "../support/app-forms.ts";
import { answeringApp, answers, exchange, withHeaders } from "../support/exchange.ts";
import { requestBytes, sendRaw } from "../support/raw-request.ts";

const sessions = new Map([["t0ken", { session: { user: "ann" } }]]);
const verify = (token: string) => sessions.get(token);
const authorized = { headers: { authorization: "Bearer t0ken" } };

const subject = app()
  .use(bearer({ verify, realm: "shop" }))
  .get("/", ({ session }) => session.user);

const refusal = (status: number, code: string, challenge: string, detail: string, title: string) => ({
  status,
  headers: { "content-type": "application/problem+json", "www-authenticate": challenge },
  body: JSON.stringify({ title, status, detail, code }),
});
const missing = refusal(
  401,
  "missing_credentials",
  'Bearer realm="shop"',
  "This needs an Authorization header with a bearer token.",
  "Unauthorized",
);
const invalid = refusal(
  401,
  "invalid_token",
  'Bearer realm="shop", error="invalid_token"',
  "The bearer token is not valid: unknown, expired or revoked.",
  "Unauthorized",
);
const malformed = refusal(
  400,
  "malformed_authorization",
  'Bearer realm="shop", error="invalid_request"',
  "The Authorization header is not the word Bearer and one token.",
  "Bad Request",
);

describe.each([...forms])("%s", (form) => {
  const ask = (authorization: string) => exchange(subject, form, "/", { headers: { authorization } });

  test("without the field 401, and the challenge has no error", async () => {
    expect(await exchange(subject, form, "/")).toEqual(missing);
  });

  test.each(["Bearer t0ken", "bearer t0ken", "BEARER t0ken", "Bearer   t0ken"])(
    "%j is let in",
    async (field) => {
      expect(await ask(field)).toMatchObject({ status: 200, body: "ann" });
    },
  );

  // A token was taken under any scheme.
  test.each(["Basic t0ken", "Token t0ken", "t0ken", "Bearert0ken", "JWT t0ken", "Basic dDBrZW4="])(
    "%j is no bearer token",
    async (field) => {
      expect(await ask(field)).toEqual(missing);
    },
  );

  test.each(["Bearer unknown", "Bearer T0KEN", "Bearer t0ken=", "Bearer constructor", "Bearer __proto__"])(
    "%j is not valid",
    async (field) => {
      expect(await ask(field)).toEqual(invalid);
    },
  );

  test.each([
    "Bearer",
    "Bearer t0ken t0ken",
    "Bearer t0ken,Bearer t0ken",
    'Bearer "t0ken"',
    "Bearer =t0ken",
    "Bearer é",
  ])("%j is malformed", async (field) => {
    expect(await ask(field)).toEqual(malformed);
  });

  test("two fields are malformed", async () => {
    const table = await tableOf(subject, form);
    const headers = new Headers(authorized.headers);
    headers.append("authorization", "Bearer t0ken");
    expect((await answerTarget(table, "/", { headers })).status).toBe(400);
  });

  test.each([...answers])("$target is refused before anything else is told", async ({ target, init }) => {
    const refused = await exchange(answeringApp(bearer({ verify })), form, target, init);
    expect([refused.status, refused.headers["www-authenticate"]]).toEqual([401, 'Bearer realm="api"']);
  });

  test.each([...answers])("$target is $status with a token", async ({ target, init, status }) => {
    const headers = authorized.headers;
    const answered = await exchange(
      answeringApp(bearer({ verify })),
      form,
      target,
      withHeaders(init, headers),
    );
    expect(answered.status).toBe(status);
  });

  test("verify may take its time, and refuse", async () => {
    const later = app()
      .use(bearer({ verify: async (token) => token === "t0ken" && { user: "ann" } }))
      .get("/", ({ user }) => user);
    expect(await exchange(later, form, "/", authorized)).toMatchObject({ status: 200, body: "ann" });
    const refused = await exchange(later, form, "/", { headers: { authorization: "Bearer x" } });
    expect(refused.status).toBe(401);
  });

  test("what verify throws is an error like others", async () => {
    const broken = answeringApp(
      bearer({
        verify() {
          throw new Error("no database");
        },
      }),
    );
    expect(await exchange(broken, form, "/ok", authorized)).toMatchObject({ status: 500 });
  });

  test("with memo, a token is verified once, a refused one each time", async () => {
    let calls = 0;
    const counted = bearer({
      verify: (token) => {
        calls++;
        return verify(token);
      },
      memo: true,
    });
    const table = await tableOf(
      app()
        .use(counted)
        .get("/", ({ session }) => session.user),
      form,
    );
    for (let index = 0; index < 3; index++) {
      expect(await (await answerTarget(table, "/", authorized)).text()).toBe("ann");
    }
    expect([calls, counted.stats()]).toEqual([1, { hits: 2, misses: 1, entries: 1 }]);
    for (let index = 0; index < 2; index++) {
      const refused = await answerTarget(table, "/", { headers: { authorization: "Bearer x" } });
      expect(refused.status).toBe(401);
    }
    expect(calls).toBe(3);
    counted.invalidate("t0ken");
    await answerTarget(table, "/", authorized);
    expect(calls).toBe(4);
  });
});

test("a field that fills the header section is read at once", async () => {
  await using server = await subject.listen({ port: 0, hostname: "127.0.0.1", signals: false });
  const field = `Authorization: Bearer ${"=".repeat(7000)}${" a".repeat(3000)}`;
  const { status } = await sendRaw(server.port, requestBytes("GET", "/", [field]));
  expect(status).toBe(400);
});

test("with memo, a token is not taken longer than it lasts", async () => {
  let calls = 0;
  const expired = bearer({
    verify: () => ({ count: ++calls, ends: new Date(Date.now() - 1) }),
    memo: { ttlSeconds: 60, expiresAt: ({ ends }) => ends },
  });
  const counting = app()
    .use(expired)
    .get("/", ({ count }) => `${count}`);
  expect(await (await counting.request("/", authorized)).text()).toBe("1");
  expect(await (await counting.request("/", authorized)).text()).toBe("2");
});

test("true adds nothing, as a comparison gives it", async () => {
  const secret = app()
    .use(bearer({ verify: (token) => constantTimeEqual(token, "s3cret"), memo: true }))
    .get("/", () => "in");
  const ask = async (token: string) =>
    (await secret.request("/", { headers: { authorization: `Bearer ${token}` } })).status;
  expect([await ask("s3cret"), await ask("s3cret"), await ask("s3cre")]).toEqual([200, 200, 401]);
});

test("it is a guard: a fast path does not leave it out unasked", () => {
  const { diagnostics } = planApp(
    app({ performance: { fastPaths: ["/"] } })
      .use(bearer({ verify }))
      .get("/", "ok")
      .definition(),
    root,
  );
  expect(diagnostics.map(({ code }) => code)).toEqual(["guard_skipped"]);
});

test("a realm is quoted", async () => {
  const quoted = app()
    .use(bearer({ verify, realm: 'a "b" \\c' }))
    .get("/", () => "");
  const { headers } = await quoted.request("/");
  expect(headers.get("www-authenticate")).toBe('Bearer realm="a \\"b\\" \\\\c"');
});

test.each([
  [{}, "verify: expected a function, received nothing."],
  [{ verify: sessions }, "verify: expected a function, received an object."],
  [{ verify, realm: "a\r\nb" }, 'realm: expected visible ASCII in one line, received "a\\r\\nb".'],
  [{ verify, realm: 1 }, "realm: expected text, received 1."],
  [{ verify, memo: false }, "memo: expected an object of options, received false."],
  [{ verify, memo: { ttl: 1 } }, "memo.ttl: there is no such option; there are ttlSeconds"],
  [{ verify, memo: { ttlSeconds: 0 } }, "memo.ttlSeconds: expected a positive number, received 0."],
  [
    { verify, memo: { capacityEntries: -1 } },
    "memo.capacityEntries: expected a positive number, received -1.",
  ],
  [{ verify, memo: { expiresAt: 1 } }, "memo.expiresAt: expected a function, received 1."],
  [{ verify, verfy: 1 }, "verfy: there is no such option; there are verify, realm, memo."],
])("%p is refused when called", (options, message) => {
  expect(() => bearer(options as unknown as BearerOptions)).toThrow(`bearer.${message}`);
});
