import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { FormatRegistry, Kind, type ObjectOptions, type TSchema, TypeRegistry } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import fc from "fast-check";
import { app, t } from "../../src/bunsen.ts";
import { project } from "../../src/runtime/projection.ts";
import * as helpers from "../../src/runtime.ts";
import { failures, fits } from "../../src/runtime/failures.ts";
import { plansOfKey } from "../../src/runtime/object-values.ts";
import { formats } from "../../src/runtime/formats.ts";
import type { PlanRegistry, ValuePlan } from "../../src/runtime/value-plan.ts";
import { isMultipleOf } from "../../src/runtime/value-rules.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { type Form, tableOf } from "../support/app-forms.ts";
import { type CompiledSchema, compileSchema } from "../support/compiled-schema.ts";
import { awkwardKeys, breakOuts } from "../support/hostile-strings.ts";

setDefaultTimeout(20_000);

beforeAll(() => {
  for (const [name, check] of Object.entries(formats)) FormatRegistry.Set(name, check);
  TypeRegistry.Set<TSchema>("NumberOfSteps", ({ multipleOf, ofKind, ...schema }, value) => {
    const isNumber = Value.Check({ ...schema, [Kind]: ofKind as string } as never, value);
    return isNumber && isMultipleOf(value as number, multipleOf as number);
  });
});
afterAll(() => {
  for (const name of Object.keys(formats)) FormatRegistry.Delete(name);
  TypeRegistry.Delete("NumberOfSteps");
});

// ── Schemas ────────────────────────────────────────────────────────────────────────────────────────────────────────

const key = fc.constantFrom(...awkwardKeys);
const text = fc.oneof(
  fc.constantFrom(...breakOuts, ...awkwardKeys),
  fc.string({ maxLength: 6 }),
  fc.constantFrom(
    "2026-02-28",
    "2026-02-28T10:00:00Z",
    "a@b.example",
    "https://example.org/",
    "0a0a0a0a-0b0b-0c0c-0d0d-0e0e0e0e0e0e",
    "7",
    "-7",
    "1.5",
    "true",
    "null",
  ),
);
const patterns = ["^[a-z]*$", "^\\d+$", '["`${}]', "</script>", "\\u2028", "^(a|b)*$", "^$", "[\\]/]"];

/** Each option is there or not. */
const some = <T extends object>(options: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> =>
  fc.record(options, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;

const bounds = some({
  minimum: fc.integer({ min: -5, max: 5 }),
  maximum: fc.integer({ min: -5, max: 50 }),
  exclusiveMinimum: fc.constantFrom(-3, -0.5, 0),
  exclusiveMaximum: fc.constantFrom(10, 20.5, 1e300),
  multipleOf: fc.constantFrom(1, 2, 3, 0.1, 0.5),
});

const literalValue = fc.oneof(text, fc.integer({ min: -3, max: 3 }), fc.boolean(), fc.constant(-0));

const leaf: fc.Arbitrary<TSchema> = fc.oneof(
  some({ minLength: fc.nat(3), maxLength: fc.nat(8) }).map((options) => t.String(options)),
  fc.constantFrom(...patterns).map((pattern) => t.String({ pattern })),
  fc.constantFrom(...Object.keys(formats)).map((format) => t.String({ format })),
  bounds.map((options) => t.Integer(options)),
  bounds.map((options) => t.Number(options)),
  fc.constantFrom(t.Boolean(), t.Null(), t.Any(), t.Unknown(), t.Undefined(), t.Void(), t.Never()),
  fc.constant(t.TemplateLiteral([t.Literal("a"), t.Union([t.Literal("-"), t.Literal("b")])])),
  literalValue.map((value) => t.Literal(value)),
);

const withDefault: fc.Arbitrary<TSchema> = fc.oneof(
  text.map((value) => t.String({ default: value })),
  fc.constantFrom(0, 7).map((value) => t.Integer({ default: value })),
  fc.boolean().map((value) => t.Boolean({ default: value })),
  fc.array(text, { maxLength: 2 }).map((value) => t.Array(t.String(), { default: value })),
  fc
    .constantFrom('{"__proto__":{"a":1}}', '{"constructor":["\u2028"]}', "null", "[[{}]]")
    .map((json) => t.Any({ default: JSON.parse(json) as unknown })),
  text.map((value) => t.Optional(t.Union([t.Integer(), t.String()], { default: value }))),
);

/** An object with own properties, of `__proto__` too. */
const ofEntries = <T>(entries: readonly (readonly [string, T])[]): Record<string, T> =>
  Object.fromEntries(entries);

const objectOf = (
  member: fc.Arbitrary<TSchema>,
  keys: fc.Arbitrary<string> = key,
  rules: fc.Arbitrary<ObjectOptions> = fc.constantFrom(
    {},
    { additionalProperties: false },
    { additionalProperties: true },
  ),
): fc.Arbitrary<TSchema> =>
  fc
    .tuple(
      fc.uniqueArray(
        fc.tuple(
          keys,
          fc.oneof(
            { weight: 3, arbitrary: member },
            { weight: 2, arbitrary: member.map((schema): TSchema => t.Optional(schema)) },
            { weight: 1, arbitrary: withDefault },
          ),
        ),
        { maxLength: 5, selector: ([name]) => name },
      ),
      rules,
    )
    .map(([entries, options]) => t.Object(ofEntries(entries), options));

/** A union of objects that a constant tells apart, the first or the last of their members. */
function taggedUnion([tag, first, second]: readonly [string, TSchema, TSchema]): TSchema {
  const constant = (schema: TSchema, value: string): TSchema =>
    t.Object(ofEntries([...Object.entries(schema["properties"] as object), [tag, t.Literal(value)]]));
  return t.Union([constant(first, "a"), constant(second, "b"), t.Null()]);
}

const itemRules = some({
  minItems: fc.nat(2),
  maxItems: fc.integer({ min: 1, max: 4 }),
  uniqueItems: fc.boolean(),
  contains: fc.constantFrom<TSchema[]>(t.String(), t.Integer()),
});
const keyRules = some({
  minProperties: fc.nat(2),
  maxProperties: fc.integer({ min: 1, max: 4 }),
});

/** Schemas over some leaves. */
const schemasOf = (leaves: fc.Arbitrary<TSchema>): fc.Arbitrary<TSchema> =>
  fc.letrec<{ schema: TSchema }>((tie) => ({
    schema: fc.oneof(
      { depthSize: "small", maxDepth: 3 },
      leaves,
      objectOf(tie("schema")),
      fc.tuple(tie("schema"), itemRules).map(([items, options]) => t.Array(items, options)),
      fc.array(tie("schema"), { maxLength: 3 }).map((items) => t.Tuple(items)),
      fc.tuple(tie("schema"), keyRules).map(([values, options]) => t.Record(t.String(), values, options)),
      fc
        .tuple(
          tie("schema"),
          fc.constantFrom("^[a-z]", "_", "-"),
          fc.constantFrom({}, { additionalProperties: false }),
        )
        .map(([values, pattern, options]) => t.Record(t.String({ pattern }), values, options)),
      fc
        .tuple(objectOf(tie("schema")), tie("schema"))
        .map(([object, additional]) =>
          t.Object(object["properties"] as never, { additionalProperties: additional }),
        ),
      fc.array(tie("schema"), { minLength: 2, maxLength: 3 }).map((variants) => t.Union(variants)),
      fc.tuple(key, objectOf(leaves), objectOf(leaves)).map(taggedUnion),
      fc
        .array(objectOf(tie("schema")), { minLength: 1, maxLength: 3 })
        .map((members) => t.Intersect(members)),
      tie("schema").map((schema) => t.Not(schema)),
      objectOf(tie("schema")),
    ),
  })).schema;

/** Schemas that mean the same to TypeBox. */
const anySchema = schemasOf(leaf);

/** Dates, bytes and bigints as well, which stand for text in an input. */
const leafAndText: fc.Arbitrary<TSchema> = fc.oneof(
  { weight: 3, arbitrary: leaf },
  {
    weight: 1,
    arbitrary: fc.constantFrom<TSchema[]>(
      t.Date(),
      t.Date({ minimumTimestamp: 0, exclusiveMaximumTimestamp: 2e12 }),
      t.Uint8Array({ minByteLength: 1, maxByteLength: 3 }),
      t.BigInt({ minimum: 0n, multipleOf: 5n }),
      t.BigInt(),
    ),
  },
);
const anySchemaAndText = schemasOf(leafAndText);

/** Takes and gives what is not longer than so many characters, as a value that JSON shows. */
const wrapping = (longest: number): TSchema =>
  t
    .Transform(t.String())
    .Decode((value) => {
      if (value.length > longest) throw new RangeError("too long");
      return { wrapped: value };
    })
    .Encode((value) => value.wrapped.slice(0, longest + 1));

/** Functions as well, some of which refuse a value that fits. */
const anySchemaAndFunctions = schemasOf(
  fc.oneof(
    { weight: 4, arbitrary: leafAndText },
    {
      weight: 1,
      arbitrary: fc.constantFrom<TSchema[]>(
        wrapping(2),
        wrapping(5),
        t
          .Transform(t.Integer({ minimum: 0 }))
          .Decode((number) => number + 1)
          .Encode((number) => number - 1),
        t
          .Transform(t.Object({ a: t.Optional(wrapping(3)), b: t.Optional(t.Any()) }))
          .Decode((object) => Object.entries(object))
          .Encode((entries) => Object.fromEntries(entries) as object),
        t
          .Transform(t.Array(t.String(), { separator: "," }))
          .Decode((items) => items.join())
          .Encode((items) => items.split(",")),
      ),
    },
  ),
);

// ── Values ─────────────────────────────────────────────────────────────────────────────────────────────────────────

class Account {
  id = 1;
  secret = "s3cret";
  get a(): string {
    return "from a getter";
  }
  toJSON(): unknown {
    return { leaked: this.secret };
  }
}

/** A list as a database library may give it. */
class Rows extends Array<unknown> {
  toJSON(): unknown {
    return { leaked: [...this] };
  }
}

const hostileValue: fc.Arbitrary<unknown> = fc
  .constantFrom<(() => unknown)[]>(
    () => Number.NaN,
    () => Infinity,
    () => -0,
    () => 1e300,
    () => 4_800_000_000_000_001,
    () => undefined,
    () => null,
    () => "",
    () => 0.5,
    () => [],
    () => ({}),
    // eslint-disable-next-line no-sparse-arrays
    () => [, "a"],
    () => Array.from({ length: 5 }),
    () => new Date(0),
    () => new Account(),
    () => Rows.of("a"),
    () => Rows.of(),
    () => new Map([["a", 1]]),
    () => new Uint8Array(2),
    () => Object.create(null) as unknown,
    () => Object.create({ a: "inherited", b: 1 }) as unknown,
    () => JSON.parse('{"__proto__":{"a":1},"constructor":{"prototype":1},"a":"x"}') as unknown,
    () => JSON.parse(`{"toString":1,"then":"no","value":[]}`) as unknown,
    () => ({ a: undefined }),
    () => 10n,
    () => Symbol("s"),
    // Under the key `then` it makes a thenable, which a handler's result is waited for by.
    () => (resolve?: (value: unknown) => void) => resolve?.(7),
    () => new String("boxed"),
    () => new Date(Number.NaN),
    () => "AQID",
    () => "AQ==",
    () => "10",
  )
  .map((make) => make());

const any: fc.Arbitrary<unknown> = fc.oneof(
  hostileValue,
  text,
  fc.integer({ min: -9, max: 30 }),
  fc.boolean(),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Mostly a value of the schema, with something else here and there. */
function valueOf(schema: TSchema): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 14, arbitrary: goodValueOf(schema) }, { weight: 1, arbitrary: any });
}

const goodValues: Readonly<Record<string, (schema: TSchema) => fc.Arbitrary<unknown>>> = {
  String: () => text,
  TemplateLiteral: () => fc.constantFrom("ab", "a-", "b"),
  Integer: () => fc.integer({ min: -6, max: 60 }),
  Number: () => fc.oneof(fc.integer({ min: -6, max: 60 }), fc.constantFrom(0.5, 1.25, -0, 1e200)),
  Boolean: () => fc.boolean(),
  Null: () => fc.constant(null),
  Undefined: () => fc.constant(undefined),
  Void: () => fc.constant(undefined),
  Literal: (schema) => fc.constant(schema["const"]),
  Array: (schema) => fc.array(valueOf(schema["items"] as TSchema), { maxLength: 4 }),
  Record: (schema) => {
    const values = Object.values(schema["patternProperties"] as Record<string, TSchema>)[0] ?? t.Never();
    return fc.array(fc.tuple(key, valueOf(values)), { maxLength: 3 }).map(ofEntries);
  },
  Tuple: (schema) => fc.tuple(...((schema["items"] ?? []) as TSchema[]).map(valueOf)),
  Intersect: (schema) =>
    fc
      .tuple(...(schema["allOf"] as TSchema[]).map(goodValueOf))
      .map((values) => ofEntries(values.flatMap((value) => Object.entries(value as object)))),
  Date: () => fc.constantFrom<unknown[]>("2026-02-28T10:00:00Z", "1969-01-01T00:00:00+01:00", new Date(7)),
  Uint8Array: () => fc.constantFrom<unknown[]>("AQID", "", "AQIDBA==", new Uint8Array([1, 2])),
  BigInt: () => fc.constantFrom<unknown[]>("10", "12", -5, 15, 10n, -3n),
  Union: (schema) => fc.oneof(...(schema["anyOf"] as TSchema[]).map(valueOf)),
  Object: (schema) => {
    const members = Object.entries(schema["properties"] as Record<string, TSchema>).map(([name, member]) => {
      const entry = valueOf(member).map((value) => [[name, value] as const]);
      return Symbol.for("TypeBox.Optional") in member || "default" in member
        ? fc.oneof(fc.constant([]), entry)
        : fc.oneof({ weight: 20, arbitrary: entry }, { weight: 1, arbitrary: fc.constant([]) });
    });
    const extra = fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(fc.tuple(key, any), { maxLength: 2 }) },
    );
    return fc.tuple(extra, ...members).map((parts) => ofEntries(parts.flat()));
  },
};

function goodValueOf(schema: TSchema): fc.Arbitrary<unknown> {
  return goodValues[schema[Kind]]?.(schema) ?? any;
}

/** A value without the members that JSON leaves out. Whether an answer is copied without them, or not at all, is the same. */
function asJsonHas(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, asJsonHas);
  const prototype: unknown = Object.getPrototypeOf(value ?? 0);
  if (prototype !== Object.prototype && (prototype !== null || value === null)) return value;
  const members = Object.entries(value as object).filter(([, member]) => member !== undefined);
  return ofEntries(members.map(([name, member]) => [name, asJsonHas(member)]));
}

/** A value as text, own keys in order; what is no plain data stands for itself. */
function render(value: unknown, others: unknown[]): string {
  if (Array.isArray(value)) return `[${Array.from(value, (item) => render(item, others)).join(",")}]`;
  if (typeof value !== "object" || value === null) {
    return Object.is(value, -0) ? "-0" : typeof value === "string" ? JSON.stringify(value) : String(value);
  }
  if (value instanceof Date) return `Date ${value.getTime()}`;
  if (value instanceof Uint8Array) return `bytes ${value.join()}`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    if (!others.includes(value)) others.push(value);
    return `#${others.indexOf(value)}`;
  }
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${render(member, others)}`,
  );
  return `{${members.join(",")}}`;
}

// ── One schema as body and as response, compiled in memory ─────────────────────────────────────────────────────────

type Direction = "input" | "output";

const withValues = (schemas: fc.Arbitrary<TSchema>): fc.Arbitrary<[TSchema, unknown[]]> =>
  schemas.chain((schema) =>
    fc.tuple(fc.constant(schema), fc.array(valueOf(schema), { minLength: 16, maxLength: 16 })),
  );

/** Calls back with every value of every schema in both directions: 640 × 16 × 2 cases. */
function forEachCase(
  seed: number,
  schemas: fc.Arbitrary<TSchema>,
  visit: (compiled: CompiledSchema, value: unknown, direction: Direction, schema: TSchema) => void,
): void {
  fc.assert(
    fc.property(withValues(schemas), ([schema, values]) => {
      const both = compileSchema(schema);
      for (const direction of ["input", "output"] as const) {
        for (const value of values) visit(both[direction], value, direction, schema);
      }
    }),
    { seed, numRuns: 640 },
  );
}

// ── TypeBox's own checker, with our documented meaning ─────────────────────────────────────────────────────────────

/**
 * Where we mean something else than `Value.Check` does, on purpose, and nothing else:
 * - an output is not refused for what it has beyond its schema: that is left out;
 * - an input property that has a default may be absent;
 * - a property that is undefined is absent: JSON has no undefined. A required one must be there, unless its schema is for
 *   undefined;
 * - a fraction is a multiple of a step as well as doubles can tell; an integer exactly;
 * - TypeBox's pattern for record keys does not match line ends, and leaves the values of such keys unchecked;
 * - `uniqueItems` compares as JSON: TypeBox hashes by type as well.
 */
function asTypeBoxSays(schema: TSchema, direction: Direction): TSchema {
  const rewrite = (child: unknown): never => asTypeBoxSays(child as TSchema, direction) as never;
  const copy: Record<string | symbol, unknown> = { ...schema };
  if (schema["multipleOf"] !== undefined) {
    copy[Kind] = "NumberOfSteps";
    copy["ofKind"] = schema[Kind];
  }
  if (Array.isArray(schema["items"])) copy["items"] = schema["items"].map(rewrite);
  else if (schema["items"] !== undefined) copy["items"] = rewrite(schema["items"]);
  if (schema["not"] !== undefined && schema[Kind] === "Not") copy["not"] = rewrite(schema["not"]);
  if (schema["allOf"] !== undefined) copy["allOf"] = (schema["allOf"] as TSchema[]).map(rewrite);
  if (schema["anyOf"] !== undefined) copy["anyOf"] = (schema["anyOf"] as TSchema[]).map(rewrite);
  if (schema["patternProperties"] !== undefined) {
    const entries = Object.entries(schema["patternProperties"] as object);
    copy["patternProperties"] = ofEntries(
      entries.map(
        ([pattern, values]) => [pattern === "^(.*)$" ? "^[^]*$" : pattern, rewrite(values)] as const,
      ),
    );
    if (direction === "output") delete copy["additionalProperties"];
  }
  if (schema["properties"] !== undefined) {
    const required = (schema["required"] ?? []) as string[];
    const isNeeded = (name: string, member: TSchema): boolean =>
      required.includes(name) && (direction === "output" || !("default" in member));
    const entries = Object.entries(schema["properties"] as Record<string, TSchema>).map(([name, member]) => {
      const said = rewrite(member) as TSchema;
      const isPresent = isNeeded(name, member) && !isForUndefined(member);
      return [name, isPresent ? t.Intersect([t.Not(t.Undefined()), said]) : said] as const;
    });
    copy["properties"] = ofEntries(entries);
    copy["required"] = Object.entries(schema["properties"] as Record<string, TSchema>)
      .filter(([name, member]) => isNeeded(name, member) && !isForUndefined(member))
      .map(([name]) => name);
    const { additionalProperties } = schema;
    if (typeof additionalProperties === "object")
      copy["additionalProperties"] = rewrite(additionalProperties);
    else if (direction === "output") delete copy["additionalProperties"];
  }
  return copy as never;
}

const isForUndefined = (schema: TSchema): boolean =>
  ["Undefined", "Void"].includes(schema[Kind]) || ((schema["anyOf"] ?? []) as TSchema[]).some(isForUndefined);

/**
 * Where we read a value otherwise than `Value.Check` does, on purpose, and nothing else:
 * - what every object inherits (`toString`) is no property of it; what its own class gives (a getter) is;
 * - a hole in an array is undefined, not skipped;
 * - an array with a `toJSON` is none: JSON would write something else;
 * - a function fits what a symbol fits, which `uniqueItems` of TypeBox can hash;
 * - a Date or bytes have no entries, so they are an empty record, and are sent as one.
 */
function asTypeBoxReads(value: unknown): unknown {
  if (Array.isArray(value)) return "toJSON" in value ? Symbol("no array") : Array.from(value, asTypeBoxReads);
  if (typeof value === "function") return Symbol.for("function");
  if (typeof value !== "object" || value === null) return value;
  const inherited = Object.create(null) as Record<string, unknown>;
  for (
    let at: unknown = Object.getPrototypeOf(value);
    at !== null && at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    for (const name of Object.getOwnPropertyNames(at)) {
      if (!(name in Object.prototype)) inherited[name] ??= (value as Record<string, unknown>)[name];
    }
  }
  const copy = Object.create(inherited) as object;
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    Object.defineProperty(copy, name, { value: asTypeBoxReads(member), enumerable: true });
  }
  return copy;
}

/** Keys of a value that no schema declares, as pointers. */
function undeclared(plan: ValuePlan, value: unknown, registry: PlanRegistry, at = ""): string[] {
  const inner = (child: ValuePlan, part: unknown, step = ""): string[] =>
    undeclared(child, part, registry, at + step);
  switch (plan.kind) {
    case "named":
      return inner(registry[plan.name] ?? { kind: "never" }, value);
    case "union":
    case "one": {
      const all = plan.variants.map((variant) => inner(variant, value));
      return all.find((found) => found.length === 0) ?? all.flat();
    }
    case "intersect": {
      // What any member declares is declared.
      const [first = [], ...rest] = plan.members.map((member) => inner(member, value));
      return rest.reduce((left, right) => left.filter((pointer) => right.includes(pointer)), first);
    }
    case "any":
    case "defined":
    case "not":
    case "anyObject":
      return [];
    case "array":
    case "tuple":
      if (!Array.isArray(value))
        return typeof value === "object" && value !== null ? [`${at} (no array)`] : [];
      return value.flatMap((item, index) =>
        inner(plan.kind === "array" ? plan.items : (plan.items[index] ?? plan.rest), item, `/${index}`),
      );
    case "object":
      if (typeof value !== "object" || value === null) return [];
      return Object.entries(value).flatMap(([name, member]) => {
        const property = plan.properties.find((candidate) => candidate.key === name);
        const kept = property?.value ?? plansOfKey(plan, name)[0];
        return kept === undefined ? [`${at}/${name}`] : inner(kept, member, `/${name}`);
      });
    default:
      return typeof value === "object" && value !== null ? [`${at} (more than ${plan.kind})`] : [];
  }
}

describe("a compiled check", () => {
  test("is true exactly where nothing is wrong with the value", () => {
    const seen = { fitting: 0, failing: 0 };
    forEachCase(101, anySchemaAndText, ({ plan, registry, check }, value) => {
      const expected = failures(plan, value, registry).length === 0;
      expect(check(value)).toBe(expected);
      seen[expected ? "fitting" : "failing"]++;
    });
    expect(Math.min(seen.fitting, seen.failing)).toBeGreaterThan(2000);
  });

  test("says what TypeBox's Value.Check says", () => {
    forEachCase(102, anySchema, ({ check }, value, direction, schema) => {
      const expected = Value.Check(asTypeBoxSays(schema, direction), asTypeBoxReads(value));
      if (check(value) !== expected) {
        throw new Error(
          `${direction}: TypeBox says ${expected} to ${Bun.inspect(value)} for ${Bun.inspect(schema, { depth: 9 })}`,
        );
      }
    });
  });
});

const multiples = (step: number, values: readonly number[]): number[] => {
  const { check } = compileSchema(t.Number({ multipleOf: step })).input;
  return values.filter(check);
};

describe("multipleOf", () => {
  test("is exact for integers, however large", () => {
    const values = [0, 3, -3, 4, 4_800_000_000_000_000, 4_800_000_000_000_001, 1e22];
    expect(multiples(3, values)).toEqual([0, 3, -3, 4_800_000_000_000_000]);
  });

  test("is what doubles can tell for fractions", () => {
    const values = [0, 0.1, 0.3, 0.7, 1.1, 1, 0.1 + 0.2];
    expect(multiples(0.1, [...values, 0.35, 0.05])).toEqual(values);
  });

  test("tells a small number from none", () => {
    expect(multiples(1, [5e-324, 1e-17, 0.999, 0])).toEqual([0]);
  });
});

describe("a compiled projection", () => {
  test("keeps what the interpreted one keeps, own __proto__ keys and their order included", () => {
    let count = 0;
    forEachCase(103, anySchemaAndText, (compiled, value, direction) => {
      const { plan, registry } = compiled;
      if (!fits(plan, value, registry)) return;
      const others: unknown[] = [];
      const seen = direction === "input" ? (kept: unknown) => kept : asJsonHas;
      const expected = render(seen(project(plan, value, direction, registry)), others);
      expect(render(seen(compiled.project(value)), others)).toBe(expected);
      count++;
    });
    expect(count).toBeGreaterThan(2000);
  });

  test("of JSON text is the interpreted one, whatever the order of its members, however often they come", () => {
    let count = 0;
    fc.assert(
      fc.property(withValues(anySchemaAndText), fc.infiniteStream(fc.nat()), ([schema, values], choices) => {
        const { plan, registry, check, project: compiled } = compileSchema(schema).input;
        for (const value of values) {
          const body: unknown = JSON.parse(toDisorderedJson(value, () => choices.next().value) ?? "null");
          const expected = fits(plan, body, registry);
          expect(check(body)).toBe(expected);
          if (!expected) continue;
          expect(render(compiled(body), [])).toBe(render(project(plan, body, "input", registry), []));
          count++;
        }
      }),
      { seed: 107, numRuns: 500 },
    );
    expect(count).toBeGreaterThan(2000);
  });

  test("of an output has no undeclared key at any depth, once it is JSON", () => {
    forEachCase(104, anySchemaAndText, (compiled, value, direction) => {
      const { plan, registry } = compiled;
      if (direction === "input" || !fits(plan, value, registry)) return;
      const json = toJson(compiled.project(value));
      if (json === undefined) return;
      expect(undeclared(plan, JSON.parse(json), registry)).toEqual([]);
    });
  });
});

describe("what an answer keeps in one pass", () => {
  test("is what is kept after a check, and unfit where the check refuses", () => {
    const seen = { kept: 0, unfit: 0 };
    forEachCase(108, anySchemaAndText, (compiled, value, direction) => {
      if (direction === "input") return;
      const kept = compiled.keep(value);
      const isFitting = compiled.check(value);
      expect(kept !== helpers.unfit).toBe(isFitting);
      seen[isFitting ? "kept" : "unfit"]++;
      if (!isFitting) return;
      const others: unknown[] = [];
      expect(render(asJsonHas(kept), others)).toBe(render(asJsonHas(compiled.project(value)), others));
    });
    expect(Math.min(seen.kept, seen.unfit)).toBeGreaterThan(1000);
  });
});

describe("an answer whose rules are not checked", () => {
  test("is what it is where they are and hold, and else has no undeclared key either", () => {
    const seen = { same: 0, more: 0 };
    fc.assert(
      fc.property(withValues(anySchemaAndText), ([schema, values]) => {
        const full = compileSchema(schema).output;
        const kinds = compileSchema(schema, { validateResponses: "never" }).output;
        for (const value of values) {
          const isFitting = full.check(value);
          expect(kinds.check(value) || !isFitting).toBe(true);
          expect(kinds.check(value)).toBe(fits(kinds.plan, value, kinds.registry));
          if (!kinds.check(value)) continue;
          const json = toJson(kinds.project(value));
          if (isFitting) expect(json).toBe(toJson(full.project(value)));
          if (json !== undefined)
            expect(undeclared(kinds.plan, JSON.parse(json), kinds.registry)).toEqual([]);
          seen[isFitting ? "same" : "more"]++;
        }
      }),
      { seed: 107, numRuns: 250 },
    );
    expect(Math.min(seen.same, seen.more)).toBeGreaterThan(100);
  });
});

/** JSON, or undefined for what has none, a bigint where anything is declared. */
function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/**
 * JSON with the members of every object in another order, some of them twice (the last counts), and undeclared ones
 * between them, at every depth. Undefined for a value that has no JSON.
 */
function toDisorderedJson(value: unknown, choose: () => number): string | undefined {
  const json = toJson(value);
  return json === undefined ? undefined : disorder(JSON.parse(json), choose);
}

function disorder(value: unknown, choose: () => number): string {
  if (Array.isArray(value)) return `[${value.map((item) => disorder(item, choose)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => [name, disorder(member, choose)] as const);
  const placed = members.toSorted(() => (choose() % 2 === 0 ? 1 : -1));
  if (choose() % 3 === 0) placed.unshift(...members.slice(0, 1).map(([name]) => [name, "null"] as const));
  if (choose() % 3 === 0) placed.splice(choose() % (placed.length + 1), 0, undeclaredMember(choose));
  return `{${placed.map(([name, member]) => `${JSON.stringify(name)}:${member}`).join(",")}}`;
}

function undeclaredMember(choose: () => number): readonly [string, string] {
  const members = [
    ["__proto__", '{"a":1,"isAdmin":true}'],
    ["constructor", '{"prototype":{}}'],
    ["toString", "1"],
    ["toJSON", '"x"'],
    ["isAdmin", "true"],
    ["0", "[]"],
  ] as const;
  return members[choose() % members.length] ?? members[0];
}

// ── Whole apps: the same answers from each form ────────────────────────────────────────────────────────────────────

const textMember: fc.Arbitrary<TSchema> = fc.oneof(
  { weight: 4, arbitrary: leaf },
  { weight: 1, arbitrary: leaf.map((items) => t.Array(items, { maxItems: 2 })) },
  {
    weight: 1,
    arbitrary: fc.array(leaf, { minLength: 2, maxLength: 3 }).map((variants) => t.Union(variants)),
  },
  { weight: 1, arbitrary: fc.constant(t.Object({ a: t.String() })) },
  { weight: 1, arbitrary: fc.constant(t.Record(t.String(), t.String())) },
  { weight: 1, arbitrary: fc.constant(t.Array(t.Array(t.Integer()))) },
);
const token = fc.constantFrom(
  "__proto__",
  "constructor",
  "toString",
  "X-Api-Key",
  "x-b",
  "a",
  "b",
  "c",
  "Accept",
);
const wireText = fc.oneof(
  fc.constantFrom(
    "0",
    "1",
    "7",
    "-7",
    "007",
    "1.5",
    ".5",
    "1e3",
    "0x10",
    "Infinity",
    "true",
    "false",
    "TRUE",
    "null",
    "",
    " ",
    "9007199254740993",
    "a",
  ),
  text.map((value) => value.toWellFormed()),
);
const pairsOf = (
  names: fc.Arbitrary<string>,
  values: fc.Arbitrary<string>,
): fc.Arbitrary<[string, string][]> => fc.array(fc.tuple(names, values), { maxLength: 6 });

const encoded = (pairs: readonly (readonly [string, string])[], separator: string): string =>
  pairs
    .map(([name, value]) => `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(value)}`)
    .join(separator);

/** Queries as nobody encodes them: without values, with `+`, with escapes that are none. */
const rawQuery = fc
  .array(fc.constantFrom("a", "b", "__proto__", "=", "&", "+", "%61", "%", "%zz", "7", "true"), {
    maxLength: 8,
  })
  .map((pieces) => pieces.join(""));

interface Question {
  readonly target: string;
  readonly init: RequestInit;
}

const question: fc.Arbitrary<Question> = fc
  .record({
    query: fc.oneof(
      { weight: 4, arbitrary: pairsOf(key, wireText).map((pairs) => encoded(pairs, "&")) },
      { weight: 1, arbitrary: rawQuery },
    ),
    headers: pairsOf(token, fc.constantFrom("7", "true", "a", "1.5", "x y", "2026-02-28")),
    cookies: pairsOf(key, wireText),
  })
  .map(({ query, headers, cookies }) => {
    const fields = new Headers();
    for (const [name, value] of headers) fields.append(name, value);
    fields.set("cookie", encoded(cookies, "; "));
    return { target: `/text?${query}`, init: { headers: fields } };
  });

const jsonPost = (body: string): Question => ({
  target: "/body",
  init: { method: "POST", body, headers: { "content-type": "application/json" } },
});

const wholeApp = fc
  .record({
    value: anySchemaAndFunctions,
    query: objectOf(textMember),
    // Every request has header fields that no schema names: refusing them is a diagnostic.
    headers: objectOf(textMember, token, fc.constantFrom({}, { additionalProperties: true })),
    cookies: objectOf(textMember),
  })
  .chain((schemas) =>
    fc.record({
      schemas: fc.constant(schemas),
      values: fc.array(valueOf(schemas.value), { minLength: 4, maxLength: 4 }),
      questions: fc.array(question, { minLength: 4, maxLength: 4 }),
    }),
  );

type WholeApp = typeof wholeApp extends fc.Arbitrary<infer T> ? T : never;

function appOf({ schemas: { value, query, headers, cookies }, values }: WholeApp) {
  return app({ log: () => {} })
    .post("/body", { body: value, response: value }, ({ body }) => body as never)
    .get("/text", { query, headers, cookies }, (c) => [c.query, c.headers, c.cookies])
    .get("/value/:index", { response: value }, ({ params }) => values[Number(params.index)] as never);
}

/** Status, header fields and body of every answer. */
async function answersOf(sample: WholeApp, form: Form): Promise<string[]> {
  const table = await tableOf(appOf(sample), form);
  const bodies = sample.values.flatMap((value) => toJson(value) ?? []);
  const questions = [
    ...bodies.map(jsonPost),
    ...sample.questions,
    ...sample.values.map((_, index): Question => ({ target: `/value/${index}`, init: {} })),
  ];
  const answers: string[] = [];
  for (const { target, init } of questions) {
    const response = await answerTarget(table, target, init);
    answers.push(
      `${target} ${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`,
    );
  }
  return answers;
}

describe("an app", () => {
  test("answers the same interpreted and compiled", async () => {
    const statuses = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(wholeApp, async (sample) => {
        const answers = await answersOf(sample, "interpreted");
        expect(await answersOf(sample, "compiled")).toEqual(answers);
        for (const answer of answers) {
          const status = / (\d{3}) /.exec(answer)?.[1] ?? "";
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      }),
      { seed: 105, numRuns: 350 },
    );
    // Each outcome was met often enough to say something.
    expect(["200", "422", "500"].filter((status) => (statuses.get(status) ?? 0) < 200)).toEqual([]);
  });

  test("answers the same interpreted and built", async () => {
    await fc.assert(
      fc.asyncProperty(wholeApp, async (sample) => {
        expect(await answersOf(sample, "built")).toEqual(await answersOf(sample, "interpreted"));
      }),
      { seed: 106, numRuns: 40 },
    );
  });
});
