import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { type App, type AppOptions, app, t } from "../../src/bunsen.ts";
import type { AppPlan } from "../../src/compile/app-plan.ts";
import { planApp } from "../../src/compile/plan.ts";
import { fingerprintOf } from "../../src/define/fingerprint.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { forms, tableOf } from "../support/app-forms.ts";

setDefaultTimeout(20_000);

const Item = t.Object({
  sku: t.String({ pattern: "^[a-z]+$", maxLength: 5 }),
  count: t.Integer({ minimum: 1 }),
  at: t.Optional(t.Date({ minimumTimestamp: 0 })),
  tags: t.Array(t.String({ minLength: 1 }), { uniqueItems: true, maxItems: 2 }),
});
const Shape = t.Union([
  t.Object({ kind: t.Literal("circle"), radius: t.Number({ minimum: 0 }) }),
  t.Object({ kind: t.Literal("square"), side: t.Number({ minimum: 0 }) }),
]);
const Either = t.Union([
  t.Object({ a: t.String({ minLength: 3 }) }),
  t.Object({ a: t.String(), b: t.Integer() }),
]);
const Tree = t.Recursive((Self) => t.Object({ n: t.Integer({ maximum: 9 }), children: t.Array(Self) }));

interface Row {
  readonly schema: unknown;
  readonly value: unknown;
  /** What is sent without the check; undefined where it is a 500 in any case. */
  readonly sent?: unknown;
}

/** None of them fits its schema. */
const rows: Readonly<Record<string, Row>> = {
  "rules of members": {
    schema: Item,
    value: { sku: "TOO LONG", count: 0, at: new Date(-1), tags: ["", "", ""], secret: 1 },
    sent: { sku: "TOO LONG", count: 0, at: "1969-12-31T23:59:59.999Z", tags: ["", "", ""] },
  },
  "rules within a variant of a tagged union": {
    schema: t.Array(Shape),
    value: [{ kind: "circle", radius: -1, side: 2, secret: 3 }],
    sent: [{ kind: "circle", radius: -1 }],
  },
  "rules within itself": {
    schema: Tree,
    value: { n: 1, children: [{ n: 99, children: [], secret: 1 }], secret: 1 },
    sent: { n: 1, children: [{ n: 99, children: [] }] },
  },
  "rules of a record, its keys and their number": {
    schema: t.Record(t.String(), t.Object({ n: t.Integer({ minimum: 5 }) }), { maxProperties: 0 }),
    value: { a: { n: 1, secret: 2 } },
    sent: { a: { n: 1 } },
  },
  "no variant of a union": { schema: t.Array(Shape), value: [{ kind: "other", secret: 1 }] },
  "no variant of a union without a tag": { schema: Either, value: { a: "x", secret: 1 } },
  "an object where text is declared": { schema: Item, value: { sku: { secret: 1 }, count: 1, tags: [] } },
  "NaN where a number is declared": { schema: t.Array(t.Number()), value: [1, Number.NaN] },
  "nothing where something is declared": { schema: t.Array(t.String()), value: [undefined] },
  "an invalid date": { schema: t.Object({ at: t.Date() }), value: { at: new Date(Number.NaN) } },
  "a list that says itself how it is written": {
    schema: t.Array(t.String()),
    value: Object.assign(["a"], { toJSON: () => "leaked" }),
  },
};

async function answerOf(
  { schema, value }: Row,
  options: AppOptions,
  form: (typeof forms)[number],
): Promise<unknown> {
  const subject = app({ log: () => {}, ...options }).get(
    "/",
    { response: { 200: schema as TSchema } },
    () => value as never,
  );
  const response = await answerTarget(await tableOf(subject, form), "/");
  const body = (await response.json()) as { code?: string };
  return response.status === 200 ? body : body.code;
}

describe.each(forms.flatMap((form) => Object.entries(rows).map(([name, row]) => [name, form, row] as const)))(
  "%s (%s)",
  (_, form, row) => {
    test("is a 500 where it is checked", async () => {
      expect(await answerOf(row, {}, form)).toBe("response_schema_mismatch");
      expect(await answerOf(row, { validateResponses: "always" }, form)).toBe("response_schema_mismatch");
    });

    test("is sent without the check, what is declared of it, or is a 500 still", async () => {
      expect(await answerOf(row, { validateResponses: "never" }, form)).toEqual(
        row.sent ?? "response_schema_mismatch",
      );
    });
  },
);

test('"development" checks where development is true', async () => {
  const row = rows["rules of members"] as Row;
  expect(await answerOf(row, { validateResponses: "development" }, "compiled")).toEqual(row.sent);
  const options = { validateResponses: "development", development: true } as const;
  expect(await answerOf(row, options, "compiled")).toBe("response_schema_mismatch");
});

const withSchema = (options: AppOptions): App =>
  app(options)
    .post("/items", { body: Item, response: { 200: Item, 204: t.Void() } }, ({ body }) => body)
    .get("/plain", () => 1);

const plainPlan = (options: AppOptions): AppPlan => {
  const plain = app(options).get("/", { response: t.Object({ id: t.Integer() }) }, () => ({ id: 1 }));
  return planApp(plain.definition(), "/").plan;
};

const fingerprints = (options: AppOptions): string[] => {
  const definition = withSchema(options).definition();
  return definition.routes.map((route) => fingerprintOf(route, definition));
};

const planOf = (options: AppOptions) => planApp(withSchema(options).definition(), "/");

describe("the plan", () => {
  test("says what is checked, and checks inputs in any case", () => {
    const [route] = planOf({ validateResponses: "never" }).plan.routes;
    expect(Object.values(route?.encoders ?? {}).map(({ checks }) => checks)).toEqual(["kinds", "kinds"]);
    expect(route?.responses).toEqual({ 200: "POST_items_200_kinds", 204: "POST_items_204" });
    const body = planOf({ validateResponses: "never" }).plan.schemas["POST_items_body"];
    expect(body).toEqual(planOf({}).plan.schemas["POST_items_body"]);
  });

  test("holds no schema that is not used", () => {
    expect(Object.keys(planOf({ validateResponses: "never" }).plan.schemas)).toEqual([
      "POST_items_204",
      "POST_items_200_tags_kinds",
      "POST_items_200_kinds",
      "POST_items_body_tags",
      "POST_items_body",
    ]);
  });

  test("a schema without rules is the same", () => {
    expect(plainPlan({ validateResponses: "never" }).schemas).toEqual(plainPlan({}).schemas);
  });

  test("a constant is checked in full", () => {
    const subject = app({ validateResponses: "never" }).get(
      "/",
      { response: t.String({ maxLength: 1 }) },
      "long",
    );
    expect(planApp(subject.definition(), "/").diagnostics.map(({ code }) => code)).toEqual([
      "invalid_constant",
    ]);
  });

  test("another word is refused", () => {
    const { diagnostics } = planOf({ validateResponses: "sometimes" as never });
    expect(diagnostics).toEqual([
      {
        code: "invalid_option",
        source: undefined,
        problem: 'validateResponses must be a word that says when, not "sometimes".',
        fix: 'Use "always", "development" or "never".',
      },
    ]);
  });
});

test("the fingerprint tells of it where there is an answer's schema", () => {
  const [items = "", plain] = fingerprints({});
  expect(fingerprints({ validateResponses: "never" })).toEqual([
    items.replace(/(response \w+)/, "$1, answers checked by kind"),
    plain as string,
  ]);
  expect(fingerprints({ validateResponses: "development", development: true })).toEqual([
    items,
    plain as string,
  ]);
});
