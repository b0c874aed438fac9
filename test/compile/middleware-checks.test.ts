import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type TSchema, app, middleware, t } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { checkFit } from "../../src/define/fingerprint.ts";
import { forms, root, tableOf } from "../support/app-forms.ts";
import { exchange } from "../support/exchange.ts";

type Check = (value: unknown) => boolean;

/** A middleware that checks what a header field has, and one that keeps the check. */
const checking = (schema: TSchema, kept: { check?: Check } = {}) =>
  middleware({
    name: "checking",
    checks: { schema, receive: (check) => void (kept.check = check) },
    before: ({ request }) => ({ fits: kept.check?.(JSON.parse(request.headers.get("x-value") ?? "null")) }),
  });

const Visit = t.Object({
  user: t.String({ minLength: 1, maxLength: 10, pattern: "^[a-z]+$" }),
  cart: t.Optional(
    t.Array(t.Object({ id: t.Integer({ minimum: 1 }), note: t.Union([t.String(), t.Null()]) })),
  ),
});

describe.each([...forms])("%s", (form) => {
  test.each([
    [{ user: "ann" }, true],
    [{ user: "ann", cart: [{ id: 1, note: null }], more: 1 }, true],
    [{ user: "Ann" }, false],
    [{ user: "ann", cart: [{ id: 0, note: "" }] }, false],
    [{}, false],
    [[], false],
    [null, false],
  ])("a value %j fits: %j", async (value, fits) => {
    const subject = app()
      .use(checking(Visit))
      .get("/", (c) => ({ fits: c.fits }));
    const { body } = await exchange(subject, form, "/", { headers: { "x-value": JSON.stringify(value) } });
    expect(JSON.parse(body)).toEqual({ fits });
  });

  test("where routes have no schema, where answers are not checked, and around a 404", async () => {
    const seen = middleware({
      name: "seen",
      after: (c, { headers }) => headers.set("x-fits", String((c as { fits?: boolean }).fits)),
    });
    const subject = app({ validateResponses: "never" }).use(seen, checking(Visit)).get("/", "constant");
    const headers = { "x-value": '{"user":"ann"}' };
    const answers = [
      await exchange(subject, form, "/", { headers }),
      await exchange(subject, form, "/none", { headers }),
    ];
    expect(answers.map(({ headers: fields }) => fields["x-fits"])).toEqual(["true", "true"]);
  });
});

test("all forms check alike", async () => {
  const checks = await Promise.all(
    forms.map(async (form) => {
      const kept: { check?: Check } = {};
      await tableOf(app().use(checking(Visit, kept)).get("/", "constant"), form);
      return kept.check;
    }),
  );
  const near = fc.record(
    {
      user: fc.oneof(fc.stringMatching(/^[a-zA-Z]{0,12}$/), fc.jsonValue()),
      cart: fc.oneof(
        fc.array(
          fc.record({ id: fc.integer({ min: -2, max: 5 }), note: fc.oneof(fc.string(), fc.jsonValue()) }),
        ),
        fc.jsonValue(),
      ),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(near, fc.jsonValue()), (value) => {
      const [first, ...others] = checks.map((check) => check?.(value));
      expect(typeof first).toBe("boolean");
      expect(others).toEqual([first, first] as boolean[]);
    }),
    { numRuns: 1000 },
  );
});

const problemsOf = (schema: unknown): readonly string[] =>
  planApp(
    app()
      .use(checking(schema as TSchema))
      .get("/", () => "ok")
      .get("/b", () => "ok")
      .definition(),
    root,
  ).diagnostics.map(({ code, problem }) => `${code}: ${problem}`);

const lost = (what: string) =>
  `unsupported_schema: checking of GET /: Its schema has ${what}, which JSON does not give back.`;

test.each([
  ["dates", t.Object({ at: t.Date() })],
  ["bytes", t.Object({ list: t.Array(t.Uint8Array()) })],
  ["bigints", t.Object({ n: t.Optional(t.BigInt()) })],
  ["a default", t.Object({ n: t.Integer({ default: 1 }) })],
  [
    "a transform",
    t.Object({
      n: t
        .Transform(t.String())
        .Decode((text) => Number(text))
        .Encode(String),
    }),
  ],
])("%s in it are told once", (what, schema) => {
  expect(problemsOf(schema)).toEqual([lost(what)]);
});

test.each([
  [undefined, "unsupported_schema: checking of GET /: There is no schema."],
  [
    t.Object({ a: t.String({ pattern: "(" }) }),
    'unsupported_schema: checking of GET / /properties/a/pattern: The pattern "(" is not the source of a regular expression.',
  ],
])("%j is refused when planned", (schema, problem) => {
  expect(problemsOf(schema)).toEqual([problem]);
});

test("a table does not fit an app whose middleware checks by another schema", () => {
  const built = app().use(checking(Visit)).get("/", "constant").definition();
  const running = app()
    .use(checking(t.Object({})))
    .get("/", "constant")
    .definition();
  const builtFrom = Object.fromEntries(
    planApp(built, root).plan.routes.map(({ key, fingerprint }) => [key, fingerprint]),
  );
  expect(() => checkFit(built, builtFrom)).not.toThrow();
  expect(() => checkFit(running, builtFrom)).toThrow("GET / was built with middleware checking before ");
});
