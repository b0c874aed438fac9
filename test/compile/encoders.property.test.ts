import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import fc from "fast-check";
import { app, t } from "../../src/bunsen.ts";
import { type Calibration, defaultCalibration } from "../../src/compile/calibration.ts";
import { type EncoderPlan, registryOf } from "../../src/compile/app-plan.ts";
import { project } from "../../src/runtime/projection.ts";
import { type LoadMode, loadApp } from "../../src/compile/load.ts";
import { planApp } from "../../src/compile/plan.ts";
import * as helpers from "../../src/runtime.ts";
import { fits } from "../../src/runtime/failures.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { breakOuts } from "../support/hostile-strings.ts";

setDefaultTimeout(30_000);

/** Every strategy on values of a few items and characters. */
const eager: Calibration = { origin: "default", listLength: 1, textLength: 4 };
/** None but the plain ones. */
const plain: Calibration = {
  origin: "default",
  listLength: Number.POSITIVE_INFINITY,
  textLength: Number.POSITIVE_INFINITY,
};

// ── Schemas with their values ──────────────────────────────────────────────────────────────────────────────────────

interface Case {
  readonly schema: TSchema;
  /** Mostly values of the schema. */
  readonly values: fc.Arbitrary<unknown>;
}

const part = fc.constantFrom(
  ...breakOuts,
  "plain words, ",
  "\n",
  '"',
  "\\",
  "\u0000",
  "\u001f",
  "\u007f",
  "\u2028",
  "é",
  "🎉",
  "\ud83c",
  "\udf89",
  "x".repeat(90),
  "y".repeat(700),
);
const text = fc.oneof(
  { weight: 3, arbitrary: fc.array(part, { maxLength: 4 }).map((parts) => parts.join("")) },
  { weight: 1, arbitrary: fc.array(part, { minLength: 10, maxLength: 60 }).map((parts) => parts.join("")) },
);

/** Says that it is something else where it is asked, by the key it is asked with. */
class Talking {
  id = 1;
  toJSON(key: string): unknown {
    return { leakedAs: key };
  }
}

const hostile: fc.Arbitrary<unknown> = fc
  .constantFrom<(() => unknown)[]>(
    () => undefined,
    () => null,
    () => Number.NaN,
    () => -Infinity,
    () => -0,
    () => 10n,
    () => Symbol("s"),
    () => () => 1,
    () => new Date(7),
    () => new Date(Number.NaN),
    () => new Talking(),
    () => [new Talking()],
    () => Object.assign([1], { toJSON: () => "leaked" }),
    () => ({ toJSON: (key: string) => key }),
    () => Object.assign(Object.create(null) as object, { id: 1, more: 2 }),
    () => new Map([["id", 1]]),
    () => new String("boxed"),
    () => Object.assign(new Number(1), { id: 1 }),
    // eslint-disable-next-line no-sparse-arrays
    () => [, { id: 1 }],
    () => JSON.parse('{"__proto__":{"id":1},"id":1}') as unknown,
    () => "text\n",
    () => 1.5,
  )
  .map((make) => make());

const leaf = fc.constantFrom<Case[]>(
  { schema: t.String(), values: text },
  { schema: t.String({ maxLength: 3 }), values: fc.string({ maxLength: 3 }) },
  { schema: t.Union([t.String(), t.Null()]), values: fc.oneof(text, fc.constant(null)) },
  { schema: t.Optional(t.String()), values: fc.oneof(text, fc.constant(undefined)) },
  { schema: t.Integer(), values: fc.integer() },
  { schema: t.Number(), values: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { schema: t.Boolean(), values: fc.boolean() },
  { schema: t.Null(), values: fc.constant(null) },
  { schema: t.Literal("a\u2028"), values: fc.constant("a\u2028") },
  { schema: t.Array(t.Integer()), values: fc.array(fc.integer(), { maxLength: 40 }) },
  {
    schema: t.Record(t.String(), t.Integer()),
    values: fc.dictionary(fc.string(), fc.integer(), { maxKeys: 3 }),
  },
);
const converted = fc.constantFrom<Case[]>(
  { schema: t.Date(), values: fc.date({ noInvalidDate: true }) },
  { schema: t.Uint8Array(), values: fc.uint8Array({ maxLength: 50 }) },
  { schema: t.BigInt(), values: fc.bigInt() },
  { schema: t.Any(), values: hostile },
  { schema: t.Optional(t.Any()), values: hostile },
  { schema: t.Record(t.String(), t.Any()), values: fc.dictionary(fc.string(), hostile, { maxKeys: 3 }) },
  {
    schema: t.Object({ id: t.Integer() }, { additionalProperties: true }),
    values: fc.constant({ x: 1, id: 2 }),
  },
);

const plainKey = fc.constantFrom("id", "name", "items", "1", "a b", "\u2028", '"');
const key = fc.oneof(plainKey, fc.constantFrom("toJSON", "__proto__", "toString"));

const entriesOf = <T>(entries: readonly (readonly [string, T])[]): Record<string, T> =>
  Object.fromEntries(entries);
const orHostile = (values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 40, arbitrary: values }, { weight: 1, arbitrary: hostile });

const objectOf = (member: fc.Arbitrary<Case>, keys: fc.Arbitrary<string>): fc.Arbitrary<Case> =>
  fc.uniqueArray(fc.tuple(keys, member), { maxLength: 4, selector: ([name]) => name }).map((members) => ({
    schema: t.Object(entriesOf(members.map(([name, { schema }]) => [name, schema] as const))),
    values: fc
      .tuple(fc.option(hostile, { freq: 6 }), ...members.map(([, { values }]) => orHostile(values)))
      .map(([more, ...made]) =>
        entriesOf([["more", more], ...members.map(([name], index) => [name, made[index]] as const)]),
      ),
  }));

const listOf = (items: fc.Arbitrary<Case>): fc.Arbitrary<Case> =>
  items.map(({ schema, values }) => ({
    schema: t.Array(schema),
    values: fc.oneof(
      fc.array(orHostile(values), { maxLength: 3 }),
      // As many as slices are made from, most of them alike.
      fc
        .tuple(
          fc.array(values, { minLength: 1, maxLength: 3 }),
          fc.integer({ min: 15, max: 70 }),
          hostile,
          fc.nat(9),
        )
        .map(([few, count, odd, chance]) => {
          const list = Array.from({ length: count }, (_, index) => few[index % few.length]);
          return chance === 0 ? list.with(count - 1, odd) : list;
        }),
    ),
  }));

const casesOf = (leaves: fc.Arbitrary<Case>, keys: fc.Arbitrary<string>): fc.Arbitrary<Case> =>
  fc.letrec<{ case: Case }>((tie) => ({
    case: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      leaves,
      objectOf(tie("case"), keys),
      listOf(objectOf(tie("case"), keys)),
      listOf(tie("case")),
      fc.tuple(tie("case"), tie("case")).map(([a, b]) => ({
        schema: t.Union([a.schema, b.schema]),
        values: fc.oneof(a.values, b.values),
      })),
      objectOf(listOf(objectOf(leaves, keys)), keys),
    ),
  })).case;

const withValues = (cases: fc.Arbitrary<Case>): fc.Arbitrary<[TSchema, unknown[]]> =>
  cases.chain(({ schema, values }) =>
    fc.tuple(fc.constant(schema), fc.array(values, { minLength: 10, maxLength: 10 })),
  );

// ── Answers ────────────────────────────────────────────────────────────────────────────────────────────────────────

type Answer = (value: unknown) => Promise<string>;

/** Status, type and text of the answer with a value. */
function answerBy(schema: TSchema, calibration: Calibration, mode: LoadMode): Answer {
  let current: unknown;
  // A handler's result that is a thenable would be waited for: a reply holds it.
  const definition = app({ log: () => {} })
    .get("/", { response: { 200: schema } }, ({ reply }) => reply(200, current as never))
    .definition();
  const table = loadApp(definition, helpers, mode, undefined, calibration);
  return async (value) => {
    current = value;
    const response = await answerTarget(table, "/");
    return `${response.status} ${response.headers.get("content-type")} ${await response.text()}`;
  };
}

/** What an answer has to be: the JSON of the projection. */
function expectedOf(schema: TSchema): (value: unknown) => string | undefined {
  const definition = app()
    .get("/", { response: { 200: schema } }, () => undefined as never)
    .definition();
  const { plan } = planApp(definition, "/");
  const registry = registryOf(plan);
  const root = { kind: "named", name: plan.routes[0]?.responses?.["200"] ?? "" } as const;
  return (value) => {
    if (!fits(root, value, registry)) return undefined;
    try {
      return JSON.stringify(project(root, value, "output", registry));
    } catch {
      return undefined; // a bigint where anything is declared
    }
  };
}

/** A value of which TypeBox and JSON have the same idea; none of one that has no JSON. */
function asJson(value: unknown): unknown[] {
  try {
    const json = JSON.stringify(value, (name, member: unknown) =>
      name === "__proto__" ? undefined : member,
    );
    return [JSON.parse(json) as unknown];
  } catch {
    return [];
  }
}

const encoderOf = (schema: TSchema, calibration: Calibration = defaultCalibration): EncoderPlan | undefined =>
  planApp(
    app()
      .get("/", { response: { 200: schema } }, () => undefined as never)
      .definition(),
    "/",
    calibration,
  ).plan.routes[0]?.encoders[200];

describe("an answer", () => {
  test("is the JSON of the projection in each strategy, and a coded 500 for what does not fit", async () => {
    const met = new Map<string, number>();
    const cases = withValues(
      casesOf(fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 1, arbitrary: converted }), key),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ([schema, values]) => {
        const expected = expectedOf(schema);
        const answers = [
          answerBy(schema, eager, "compiled"),
          answerBy(schema, plain, "compiled"),
          answerBy(schema, eager, "interpreted"),
        ];
        const strategy = encoderOf(schema, eager)?.strategy ?? "";
        for (const value of values) {
          const [first, ...others] = await Promise.all(answers.map((answer) => answer(value)));
          expect(others).toEqual(others.map(() => first as string));
          const json = expected(value);
          if (json === undefined) {
            expect(first).toMatch(/^(500 application\/problem\+json |200 null $)/);
            continue;
          }
          expect(first).toBe(`200 application/json;charset=utf-8 ${json}`);
          met.set(strategy, (met.get(strategy) ?? 0) + 1);
        }
      }),
      { seed: 301, numRuns: 220 },
    );
    // Each strategy was met often enough to say something.
    for (const strategy of ["native", "projection", "chunked", "segments"]) {
      expect([strategy, (met.get(strategy) ?? 0) > 50]).toEqual([strategy, true]);
    }
  });

  // Of undeclared keys, TypeBox keeps those that every object inherits: `toString`, `__proto__`.
  test("parses back to what TypeBox cleans the value to", async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(withValues(casesOf(leaf, plainKey)), async ([schema, values]) => {
        const answer = answerBy(schema, eager, "compiled");
        for (const value of values.flatMap(asJson)) {
          if (!Value.Check(schema, value)) continue;
          const cleaned = JSON.stringify(Value.Clean(schema, structuredClone(value)));
          const sent = (await answer(value)).replace("200 application/json;charset=utf-8 ", "");
          expect(JSON.parse(sent)).toEqual(JSON.parse(cleaned));
          count++;
        }
      }),
      { seed: 302, numRuns: 150 },
    );
    expect(count).toBeGreaterThan(500);
  });
});
