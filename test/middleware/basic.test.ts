import { describe, expect, test } from "bun:test";
import { app } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { type BasicOptions, basic } from "../../src/middleware.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { forms, root, tableOf } from "../support/app-forms.ts";
import { answeringApp, answers, exchange, withHeaders } from "../support/exchange.ts";

const users = { ann: "s3cret", zoë: "pässwörd: 🔑", "": "nobody" };
const encoded = (text: string): string => new TextEncoder().encode(text).toBase64();
const withPair = (pair: string) => ({ headers: { authorization: `Basic ${encoded(pair)}` } });

const subject = app()
  .use(basic({ users, realm: "shop" }))
  .get("/", ({ user }) => `user ${user}`);

const challenge = 'Basic realm="shop", charset="UTF-8"';

describe.each([...forms])("%s", (form) => {
  const ask = (authorization: string) => exchange(subject, form, "/", { headers: { authorization } });

  test.each([
    ["ann:s3cret", "user ann"],
    ["zoë:pässwörd: 🔑", "user zoë"],
    // Decomposed, as some systems write it (RFC 7617 §2.1).
    ["zoe\u0308:pa\u0308sswo\u0308rd: 🔑", "user zoë"],
    [":nobody", "user "],
  ])("%j is let in", async (pair, body) => {
    expect(await exchange(subject, form, "/", withPair(pair))).toMatchObject({ status: 200, body });
  });

  test.each(["basic", "BASIC", "Basic  "])("the scheme may be written %j", async (scheme) => {
    expect((await ask(`${scheme} ${encoded("ann:s3cret")}`)).status).toBe(200);
  });

  test("without the field 401", async () => {
    expect(await exchange(subject, form, "/")).toEqual({
      status: 401,
      headers: { "content-type": "application/problem+json", "www-authenticate": challenge },
      body: JSON.stringify({
        title: "Unauthorized",
        status: 401,
        detail: "This needs an Authorization header with a user name and a password.",
        code: "missing_credentials",
      }),
    });
  });

  test.each(["Bearer t0ken", `Basi ${encoded("ann:s3cret")}`, encoded("ann:s3cret")])(
    "%j has another scheme",
    async (field) => {
      expect(JSON.parse((await ask(field)).body)).toMatchObject({ code: "missing_credentials" });
    },
  );

  test.each([
    "ann:s3cre",
    "ann:s3crett",
    "ann:",
    "Ann:s3cret",
    "ann:s3cret:",
    "constructor:x",
    "__proto__:",
    ":",
  ])("%j is not valid", async (pair) => {
    const refused = await exchange(subject, form, "/", withPair(pair));
    expect([refused.status, refused.headers["www-authenticate"], JSON.parse(refused.body).code]).toEqual([
      401,
      challenge,
      "invalid_credentials",
    ]);
  });

  test.each([
    "Basic",
    "Basic ann:s3cret",
    "Basic YW5uOnMzY3JldA",
    `Basic ${encoded("ann:s3cret")} x`,
    `Basic ${encoded("ann:s3cret")},Basic ${encoded("ann:s3cret")}`,
    `Basic ${encoded("no colon")}`,
    `Basic ${encoded("ann:s3cret\0")}`,
    `Basic ${encoded("a\nnn:s3cret")}`,
    `Basic ${new Uint8Array([0x61, 0x3a, 0xff]).toBase64()}`,
  ])("%j is malformed", async (field) => {
    const refused = await ask(field);
    expect([refused.status, refused.headers["www-authenticate"], JSON.parse(refused.body)]).toEqual([
      400,
      challenge,
      {
        title: "Bad Request",
        status: 400,
        detail: "The Authorization header is not the word Basic and base64 of user:password in UTF-8.",
        code: "malformed_authorization",
      },
    ]);
  });

  test.each([...answers])("$target is refused before anything else is told", async ({ target, init }) => {
    expect((await exchange(answeringApp(basic({ users })), form, target, init)).status).toBe(401);
  });

  test.each([...answers])("$target is $status with a password", async ({ target, init, status }) => {
    const { headers } = withPair("ann:s3cret");
    const answered = await exchange(answeringApp(basic({ users })), form, target, withHeaders(init, headers));
    expect(answered.status).toBe(status);
  });

  test("verify may take its time, add something else, and refuse", async () => {
    const later = app()
      .use(basic({ verify: async (user, password) => user === "ann" && password === "a:b" && { id: 7 } }))
      .get("/", ({ user, id }) => `${user} ${id}`);
    expect(await exchange(later, form, "/", withPair("ann:a:b"))).toMatchObject({
      status: 200,
      body: "ann 7",
    });
    expect((await exchange(later, form, "/", withPair("ann:a"))).status).toBe(401);
  });

  test("a user of verify takes the place of the name", async () => {
    const found = app()
      .use(basic({ verify: (name) => ({ user: { name, isStaff: true } }) }))
      .get("/", ({ user }) => `${user.name} ${user.isStaff}`);
    expect(await exchange(found, form, "/", withPair("ann:x"))).toMatchObject({
      status: 200,
      body: "ann true",
    });
  });

  test("with memo, a password is verified once, a refused one each time", async () => {
    const asked: string[] = [];
    const verify = (user: string, password: string) => asked.push(user) > 0 && password === "s3cret";
    const kept = app()
      .use(basic({ verify, memo: true }))
      .get("/", ({ user }) => user);
    const table = await tableOf(kept, form);
    for (const pair of ["ann:s3cret", "ann:s3cret", "ann:x", "ann:x", "bob:s3cret"]) {
      await answerTarget(table, "/", withPair(pair));
    }
    expect(asked).toEqual(["ann", "ann", "ann", "bob"]);
    expect(await (await answerTarget(table, "/", withPair("bob:s3cret"))).text()).toBe("bob");
  });
});

test("it is a guard: a fast path does not leave it out unasked", () => {
  const fast = app({ performance: { fastPaths: ["/"] } })
    .use(basic({ users }))
    .get("/", "ok");
  expect(planApp(fast.definition(), root).diagnostics.map(({ code }) => code)).toEqual(["guard_skipped"]);
});

test.each([
  [{}, ": expected either users or verify, received an object."],
  [{ users, verify: () => true }, ": expected either users or verify, received an object."],
  [{ users: [] }, ".users: expected an object of passwords by user name, received an array of 0 items."],
  [{ users: {} }, ".users: expected at least one user, received an object."],
  [{ users: { "a:b": "c" } }, '.users: expected names without a colon, received "a:b".'],
  [
    { users: { a: "" } },
    '.users["a"]: expected text without control characters, received a string of 0 characters.',
  ],
  [
    { users: { a: "b\n" } },
    '.users["a"]: expected text without control characters, received a string of 2 characters.',
  ],
  [{ users: { a: undefined } }, '.users["a"]: expected text without control characters, received nothing.'],
  [{ users, realm: "a\r\nb" }, '.realm: expected visible ASCII in one line, received "a\\r\\nb".'],
  [{ users, memo: { ttl: 1 } }, ".memo.ttl: there is no such option; there are ttlSeconds"],
  [{ users, user: 1 }, ".user: there is no such option; there are users, verify, realm, memo."],
])("%j is refused when called", (options, message) => {
  expect(() => basic(options as unknown as BasicOptions)).toThrow(`basic${message}`);
});
