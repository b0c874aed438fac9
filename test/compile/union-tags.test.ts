import { describe, expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import fc from "fast-check";
import { app, t } from "../../src/bunsen.ts";
import { registryOf } from "../../src/compile/app-plan.ts";
import { project } from "../../src/runtime/projection.ts";
import { planApp } from "../../src/compile/plan.ts";
import { failures, fits } from "../../src/runtime/failures.ts";
import type { PlanRegistry, UnionPlan, UnionTag, ValuePlan } from "../../src/runtime/value-plan.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { forms, tableOf } from "../support/app-forms.ts";
import { compileSchema } from "../support/compiled-schema.ts";

const Cat = t.Object({ kind: t.Literal("cat"), lives: t.Integer() });
const Dog = t.Object({ kind: t.Literal("dog"), name: t.String({ minLength: 1 }) });

/** The tag of a schema's plan; undefined where it has none. */
function tagOf(schema: unknown): UnionTag | undefined {
  const pets = app().get("/", { response: { 200: schema as TSchema } }, () => null as never);
  const { plan, diagnostics } = planApp(pets.definition(), "/");
  expect(diagnostics).toEqual([]);
  const root = registryOf(plan)[plan.routes[0]?.responses?.["200"] ?? ""];
  return root?.kind === "union" ? root.tag : undefined;
}

const tagged: Readonly<Record<string, readonly [schema: unknown, tag: UnionTag]>> = {
  "objects with a constant each": [t.Union([Cat, Dog]), { key: "kind", values: ["cat", "dog"] }],
  "null and undefined beside them": [
    t.Union([t.Null(), Cat, t.Undefined(), Dog]),
    { key: "kind", values: [null, "cat", null, "dog"] },
  ],
  "oneOf, of which only one can fit": [{ oneOf: [Cat, Dog] }, { key: "kind", values: ["cat", "dog"] }],
  "numbers and booleans": [
    t.Union([
      t.Object({ v: t.Literal(1) }),
      t.Object({ v: t.Literal("1") }),
      t.Object({ v: t.Literal(true) }),
    ]),
    { key: "v", values: [1, "1", true] },
  ],
  "a key that every object inherits": [
    t.Union([t.Object({ toString: t.Literal("a") }), t.Object({ toString: t.Literal("b") })]),
    { key: "toString", values: ["a", "b"] },
  ],
  "the first key that does": [
    t.Union([
      t.Object({ same: t.Literal(0), ["__proto__"]: t.Literal("a") }),
      t.Object({ same: t.Literal(0), ["__proto__"]: t.Literal("b") }),
    ]),
    { key: "__proto__", values: ["a", "b"] },
  ],
  "variants and constants behind names": [
    t.Union([
      t.Object({ kind: t.Literal("a", { $id: "A" }) }, { $id: "OfA" }),
      t.Object({ kind: t.Literal("b") }, { $id: "OfB" }),
    ]),
    { key: "kind", values: ["a", "b"] },
  ],
};

test.each(Object.entries(tagged))("a tag: %s", (_, [schema, tag]) => {
  expect(tagOf(schema)).toEqual(tag);
});

const untagged: Readonly<Record<string, unknown>> = {
  "the same constant twice": t.Union([Cat, Dog, Cat]),
  "0 and -0, which are equal": t.Union([t.Object({ v: t.Literal(0) }), t.Object({ v: t.Literal(-0) })]),
  "a constant that may be absent": t.Union([Cat, t.Object({ kind: t.Optional(t.Literal("dog")) })]),
  "no constant in one of them": t.Union([Cat, t.Object({ kind: t.String() })]),
  "different keys": t.Union([Cat, t.Object({ type: t.Literal("dog") })]),
  "a variant that is text": t.Union([Cat, Dog, t.String()]),
  "a variant of several members": t.Union([Cat, t.Intersect([Dog, t.Object({ age: t.Integer() })])]),
  "one object": t.Union([Cat, t.Null()]),
  "null twice, where exactly one must fit": { oneOf: [Cat, Dog, t.Null(), t.Null()] },
};

test.each(Object.entries(untagged))("no tag: %s", (_, schema) => {
  expect(tagOf(schema)).toBeUndefined();
});

test("a recursive union has one, which is found when all of it is planned", () => {
  const tree = t.Recursive((Self) =>
    t.Union([
      t.Object({ children: t.Array(Self), kind: t.Literal("node") }),
      t.Object({ kind: t.Literal("leaf") }),
    ]),
  );
  expect(tagOf(tree)).toEqual({ key: "kind", values: ["node", "leaf"] });
});

describe.each([...forms])("an input that no variant fits (%s)", (form) => {
  const ask = async (value: unknown): Promise<unknown> => {
    const pets = app().post("/", { body: t.Union([Cat, Dog, t.Null()]) }, () => "taken");
    const init = {
      method: "POST",
      body: JSON.stringify(value),
      headers: { "content-type": "application/json" },
    };
    const response = await answerTarget(await tableOf(pets, form), "/", init);
    return ((await response.json()) as { errors: unknown }).errors;
  };

  test("is told what is wrong inside the variant its tag names", async () => {
    expect(await ask({ kind: "dog", name: "" })).toEqual([
      {
        in: "body",
        pointer: "/name",
        rule: "minLength",
        code: "too_short",
        expected: "at least 1 character",
        received: '""',
      },
    ]);
  });

  test("is told which tags there are", async () => {
    expect(await ask({ kind: "cow" })).toEqual([
      {
        in: "body",
        pointer: "/kind",
        rule: "enum",
        code: "not_allowed_value",
        expected: '"cat" or "dog"',
        received: '"cow"',
      },
    ]);
  });

  test("is told the kinds of value where it is no object", async () => {
    expect(await ask("cat")).toEqual([
      {
        in: "body",
        pointer: "",
        rule: "anyOf",
        code: "no_variant_fits",
        expected: "an object or null",
        received: '"cat"',
      },
    ]);
  });
});

// ── With and without a tag: the same meaning ───────────────────────────────────────────────────────────────────────

interface Case {
  readonly schema: TSchema;
  /** Mostly values of the schema. */
  readonly values: fc.Arbitrary<unknown>;
}

const key = fc.constantFrom("kind", "toString", "__proto__", "a-b", "then");
const constant = fc.constantFrom<(string | number | boolean)[]>("a", "b", "1", 1, 0, true, false, "");
const odd = fc.constantFrom<unknown[]>(1, -0, "a", "b", true, null, undefined, [], {}, 1.5, Number.NaN);
const member = fc.constantFrom<Case[]>(
  { schema: t.Integer(), values: fc.integer() },
  { schema: t.Optional(t.Boolean()), values: fc.constantFrom(true, undefined) },
  { schema: t.Array(t.Object({ x: t.Integer() })), values: fc.constant([{ x: 1, y: 2 }]) },
  { schema: t.Record(t.String(), t.Integer()), values: fc.constant({ x: 1, ["a-b"]: 2 }) },
);

const entriesOf = (entries: readonly (readonly [string, unknown])[]): Record<string, unknown> =>
  Object.fromEntries(entries);

/** Unions of objects that a constant tells apart, beside null now and then, and within each other. */
const anyUnion = fc.letrec<{ union: Case }>((tie) => ({
  union: fc
    .record({
      key,
      constants: fc.uniqueArray(constant, { minLength: 2, maxLength: 4 }),
      members: fc.array(fc.oneof({ maxDepth: 2 }, member, tie("union")), { minLength: 4, maxLength: 4 }),
      others: fc.constantFrom<TSchema[][]>([], [t.Null()], [t.Undefined(), t.Null()]),
      isTagLast: fc.boolean(),
    })
    .map(({ key: tag, constants, members, others, isTagLast }): Case => {
      const variants = constants.map((value, index) => {
        const inner = members[index] as Case;
        const own = [tag, t.Literal(value)] as const;
        const parts = isTagLast
          ? [["inner", inner.schema] as const, own]
          : [own, ["inner", inner.schema] as const];
        const values = fc
          .record({
            tag: fc.oneof(
              { weight: 15, arbitrary: fc.constant<unknown>(value) },
              { weight: 1, arbitrary: odd },
            ),
            inner: inner.values,
            more: odd,
          })
          .map((made) =>
            entriesOf([
              ["more", made.more],
              ["inner", made.inner],
              [tag, made.tag],
            ]),
          );
        return { schema: t.Object(entriesOf(parts) as Record<string, TSchema>), values };
      });
      return {
        schema: t.Union([...variants.map(({ schema }) => schema), ...others]),
        values: fc.oneof(
          { weight: 9, arbitrary: fc.oneof(...variants.map(({ values }) => values)) },
          { weight: 1, arbitrary: odd },
        ),
      };
    }),
})).union;

const unionAndValues = anyUnion.chain(({ schema, values }) =>
  fc.tuple(fc.constant(schema), fc.array(values, { minLength: 20, maxLength: 20 })),
);

const withoutTags = (registry: PlanRegistry): PlanRegistry =>
  Object.fromEntries(
    Object.entries(registry).map(([name, plan]) => [name, plan.kind === "union" ? untag(plan) : plan]),
  );

const untag = ({ variants }: UnionPlan): ValuePlan => ({ kind: "union", variants });

test("a value fits, and is kept, as without the tag, compiled and interpreted", () => {
  const seen = { fitting: 0, failing: 0 };
  fc.assert(
    fc.property(unionAndValues, ([schema, values]) => {
      const compiled = compileSchema(schema).output;
      const { plan, registry } = compiled;
      const plain = withoutTags(registry);
      for (const value of values) {
        const expected = fits(plan, value, plain);
        expect([compiled.check(value), fits(plan, value, registry)]).toEqual([expected, expected]);
        expect(failures(plan, value, registry).length > 0).toBe(!expected);
        seen[expected ? "fitting" : "failing"]++;
        if (!expected) continue;
        const kept = JSON.stringify(project(plan, value, "output", plain));
        expect(JSON.stringify(project(plan, value, "output", registry))).toBe(kept);
        expect(JSON.stringify(compiled.project(value))).toBe(kept);
      }
    }),
    { seed: 201, numRuns: 120 },
  );
  expect(Math.min(seen.fitting, seen.failing)).toBeGreaterThan(500);
});

// ── The work does not grow with the depth ──────────────────────────────────────────────────────────────────────────

/** A chain of objects that counts how often one of them is read. */
function chainOf(depth: number, count: () => void): unknown {
  const child = depth === 0 ? null : chainOf(depth - 1, count);
  return {
    get child(): unknown {
      count();
      return child;
    },
    kind: "b",
  };
}

const chainSchema = (extra: TSchema[]): TSchema =>
  t.Recursive((Self) =>
    t.Union([
      t.Object({ child: Self, kind: t.Literal("a") }),
      t.Object({ child: Self, kind: t.Literal("b") }),
      t.Null(),
      ...extra,
    ]),
  );

test.each([
  ["tagged", chainSchema([])],
  ["untagged", chainSchema([t.String()])],
])("a recursive union that is %s reads each object a few times, however deep", (_, schema) => {
  const { check, keep } = compileSchema(schema).output;
  let reads = 0;
  expect(check(chainOf(100, () => reads++))).toBe(true);
  expect(keep(chainOf(100, () => reads++))).toBeObject();
  expect(reads).toBeLessThan(500);
});
