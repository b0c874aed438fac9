import { Kind, OptionalKind, type SchemaOptions, type TSchema, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import * as own from "../../src/define/built-builders.ts";
import * as typeBox from "../../src/define/builders.ts";

type Builders = typeof typeBox;

type Members<Type> = { readonly [Name in keyof Type]: Type[Name] };
type IsSame<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;

test("the types are TypeBox's", () => {
  const isSame: IsSame<Members<Builders>, Members<typeof own>> = true;
  expect(isSame).toBe(true);
});

/** Builds something, and notes what it was given and what it made on the way. */
type Recipe = (t: Builders, seen: unknown[]) => unknown;

/** All that a program can see: keys with their order, symbols, prototypes, and which objects are one and the same. */
function describeValue(value: unknown, known: Map<object, number> = new Map()): unknown {
  if (typeof value === "function") return value === Object.prototype.toString ? value : "function";
  if (typeof value !== "object" || value === null) return value;
  const number = known.get(value);
  if (number !== undefined) return `object ${number}`;
  known.set(value, known.size);
  const prototype: unknown = Object.getPrototypeOf(value);
  const isOrdinary = prototype === Object.prototype || prototype === Array.prototype;
  return [
    isOrdinary ? "" : describeValue(prototype, known),
    ...Reflect.ownKeys(value).map((key) => [String(key), describeValue(Reflect.get(value, key), known)]),
  ];
}

/** What a recipe comes to, or how it fails. */
function outcomeOf(recipe: Recipe, t: Builders): { readonly made?: unknown; readonly error?: string } {
  const seen: unknown[] = [];
  try {
    seen.push(recipe(t, seen));
    return { made: describeValue(seen) };
  } catch (error) {
    return { made: describeValue(seen), error: (error as Error).message };
  }
}

const user = (t: Builders): typeof userSchema =>
  t.Object(
    { id: t.Integer(), name: t.Optional(t.String()), tags: t.Readonly(t.Array(t.String())) },
    { $id: "User", title: "A user" },
  );
const userSchema = Type.Object({
  id: Type.Integer(),
  name: Type.Optional(Type.String()),
  tags: Type.Readonly(Type.Array(Type.String())),
});

/** What every object has without declaring it. */
const inherited = "toString";

/** What TypeScript makes of `enum Level { Low, High = 7 }`. */
const Level = { 0: "Low", 7: "High", Low: 0, High: 7 } as const;
const Colour = { Red: "red", Blue: "blue", AlsoRed: "red" } as const;
const asText = (value: unknown): string => String(value);
const decoded = (t: Builders) => t.Transform(t.String()).Decode(asText).Encode(asText);

const cases: Readonly<Record<string, Recipe>> = {
  "an enum of numbers": (t) => t.Enum(Level),
  "an enum of texts, two alike": (t) => t.Enum(Colour, { title: "Colour" }),
  "an enum of one": (t) => t.Enum({ only: "one" }),
  "an enum of none": (t) => t.Enum({}),
  "literals of each kind": (t) => [
    t.Literal("a"),
    t.Literal(1),
    t.Literal(true),
    t.Literal("", { title: "b" }),
  ],
  "unions of none, of one, of two": (t, seen) => {
    const text = t.String();
    seen.push(text);
    return [t.Union([]), t.Union([text]), t.Union([text], { title: "a" }), t.Union([text, t.Null()], {})];
  },
  "intersections of none, of one, of two": (t, seen) => {
    const one = t.Object({ a: t.Any() });
    seen.push(one);
    return [
      t.Intersect([]),
      t.Intersect([one]),
      t.Intersect([one], { title: "a" }),
      t.Intersect([one, user(t)]),
    ];
  },
  "intersections with unevaluated properties": (t) => [
    t.Intersect([t.String(), t.Any()], { unevaluatedProperties: false }),
    t.Intersect([t.String(), t.Any()], { unevaluatedProperties: true }),
    t.Intersect([t.String(), t.Any()], { unevaluatedProperties: t.Number() }),
  ],
  "tuples of none and of two": (t) => [t.Tuple([]), t.Tuple([t.Null(), t.Any()], { title: "a" })],
  "objects without properties, or without required ones": (t) => [
    t.Object({}),
    t.Object({ a: t.Optional(t.Any()) }, { additionalProperties: t.String() }),
  ],
  "optional and readonly, and back": (t, seen) => {
    const one = t.String();
    seen.push(one);
    const both = t.ReadonlyOptional(one);
    return [
      both,
      t.Optional(both, false),
      t.Readonly(both, false),
      t.Optional(one, true),
      t.Optional(one, false),
    ];
  },
  "references by name and by schema": (t) => [t.Ref("User", { title: "a" }), t.Ref(user(t))],
  "regular expressions": (t) => [t.RegExp(/^a$/iu, { maxLength: 3 }), t.RegExp("^a/b$")],
  "unsafe schemas": (t) => [
    t.Unsafe(),
    t.Unsafe({ type: "string", [Kind]: "String" }),
    t.Unsafe({ enum: [1] }),
  ],
  "records by each kind of key": (t) =>
    [
      t.String(),
      t.String({ pattern: "^x-" }),
      t.Number(),
      t.Integer(),
      t.Boolean(),
      t.RegExp(/^a+$/i),
      t.Literal("a"),
      t.Literal(1),
      t.Union([t.Literal("a"), t.Literal("b"), t.Union([t.Literal("a"), t.Literal("c")])]),
      t.Union([t.Literal("a"), t.Number()]),
      t.Union([t.Literal("a"), t.Integer()]),
      t.Union([]),
      t.TemplateLiteral("a-${string}"),
      t.TemplateLiteral("a-${number}"),
      t.TemplateLiteral("${boolean}-${0|1}"),
      t.Any(),
      t.Never(),
      t.Unknown(),
      t.Enum(Colour),
      t.KeyOf(user(t)),
    ].map((key) => [t.Record(key, t.String()), t.Record(key, t.String(), { title: "a", $id: "b" })]),
  "partial and required": (t) => [
    t.Partial(user(t)),
    t.Partial(user(t), { title: "b", $id: "c" }),
    t.Required(user(t)),
    t.Required(t.Union([user(t), t.Intersect([user(t), t.Date()])])),
    t.Partial(t.Date()),
    t.Partial(t.Array(t.String())),
    t.Required(t.Symbol()),
  ],
  "pick and omit": (t) => {
    const keys = t.Union([t.Literal("id"), t.Literal("nothing")]);
    return [
      t.Pick(user(t), ["name", "id"]),
      t.Pick(user(t), keys, { title: "b" }),
      t.Pick(user(t), t.TemplateLiteral("${id|name}")),
      t.Omit(user(t), []),
      t.Omit(user(t), ["name"], { title: "b" }),
      t.Omit(user(t), keys),
      t.Omit(t.Union([user(t), t.String()]), t.KeyOf(t.Object({ id: t.Any() }))),
      t.Pick(t.Intersect([user(t), user(t)]), t.Number()),
      t.Pick(user(t), [inherited]),
    ];
  },
  "operations on references, and within a module": (t) => [
    t.Partial(t.Ref("User")),
    t.Required(t.Partial(t.Ref("User"))),
    t.Pick(t.Ref("User"), ["id"], { title: "a" }),
    t.Omit(user(t), t.Ref("Names")),
    t.Omit(t.Ref("User"), t.Literal("id")),
    t
      .Module({ User: user(t), Part: t.Partial(t.Ref("User")), Rest: t.Omit(t.Ref("User"), ["id"]) })
      .Import("Part"),
  ],
  "operations within a mapped type": (t) => {
    const type = user(t);
    const keys = t.KeyOf(type);
    return [
      t.Mapped(keys, (name) => t.Optional(t.Index(type, name))),
      t.Mapped(keys, (name) => t.Readonly(t.Optional(t.Index(type, name), false))),
      t.Mapped(keys, (name) => t.Partial(t.Index(t.Object({ id: type, name: type, tags: type }), name))),
      t.Mapped(keys, (name) => t.Required(t.Index(t.Object({ id: type, name: type, tags: type }), name), {})),
      t.Mapped(keys, (name) => t.Pick(type, name, { title: "a" })),
      t.Mapped(keys, (name) => t.Omit(type, name)),
      t.Mapped(keys, (name) => t.Pick(t.Index(t.Object({ id: type, name: type, tags: type }), name), ["id"])),
      t.Mapped(keys, (name) => t.Union([t.Array(t.Index(type, name)), t.Tuple([t.Null()])])),
    ];
  },
  composites: (t) => [
    t.Composite([]),
    t.Composite([t.Union([user(t), t.Object({ id: t.Optional(t.String()) })])]),
    t.Composite([t.Union([user(t), t.Object({ id: t.Any() }), t.Object({ id: t.Any(), name: t.Any() })])]),
    t.Composite([user(t)], { title: "a" }),
    t.Composite([user(t), t.Object({ id: t.Literal(1), name: t.Optional(t.Literal("a")), more: t.Null() })]),
    t.Composite([
      t.Union([user(t), t.Object({ id: t.Optional(t.String()) })]),
      t.Intersect([user(t), user(t)]),
    ]),
    t.Composite([
      t.Tuple([t.String(), t.Null()]),
      t.Array(t.Date()),
      t.Tuple([]),
      t.Record(t.String(), t.Any()),
    ]),
    t.Composite([t.Object({ a: decoded(t) }), t.Object({ b: t.Any() })]),
  ],
  "transforms, one around another": (t) => [
    decoded(t),
    t.Transform(decoded(t)).Decode(asText).Encode(asText),
  ],
  files: (t) => [t.File(), t.File({ type: "image/*" }), t.Files({ maxSizeBytes: 1, minItems: 2 })],
};

describe("as TypeBox makes them", () => {
  test.each(Object.entries(cases))("%s", (_, recipe) => {
    const { made, error } = outcomeOf(recipe, own);
    expect(error).toBeUndefined();
    expect(made).toEqual(outcomeOf(recipe, typeBox).made);
  });
});

const refused: Readonly<Record<string, Recipe>> = {
  "no enum": (t) => Reflect.apply(t.Enum, undefined, []),
  "an intersection with a transform": (t) => t.Intersect([t.String(), decoded(t)]),
  "a composite of a transform and another": (t) =>
    t.Composite([t.Object({ a: decoded(t) }), t.Object({ a: t.Any() })]),
  "a reference to a schema without a name": (t) => t.Ref(t.String()),
};

describe("refused as TypeBox refuses them", () => {
  test.each(Object.entries(refused))("%s", (_, recipe) => {
    const { error } = outcomeOf(recipe, own);
    expect(error).toBeString();
    expect(error).toBe(outcomeOf(recipe, typeBox).error);
  });
});

type Make = (t: Builders, seen: unknown[]) => TSchema;

const names = fc.constantFrom("id", "name", "tags", "0", "a b", "__proto__", inherited);
const option = fc.record(
  {
    $id: fc.constantFrom("A", "B"),
    title: fc.string({ maxLength: 3 }),
    default: fc.jsonValue({ maxDepth: 1 }),
    type: fc.constant("other"),
    minimum: fc.integer(),
    [OptionalKind]: fc.constant("Optional"),
  },
  { requiredKeys: [] },
);
const options: fc.Arbitrary<SchemaOptions | undefined> = fc.option(option, { nil: undefined, freq: 2 });

const plain = fc.constantFrom(
  ...(["Any", "Unknown", "Never", "Null", "Undefined", "Void", "Boolean", "Integer", "Number"] as const),
  ...(["BigInt", "String", "Date", "Uint8Array", "Symbol", "Unsafe"] as const),
);
const leaf: fc.Arbitrary<Make> = fc.oneof(
  fc.tuple(plain, options).map(
    ([name, given]): Make =>
      (t) =>
        t[name](given),
  ),
  fc.tuple(fc.oneof(names, fc.integer(), fc.boolean()), options).map(
    ([value, given]): Make =>
      (t) =>
        t.Literal(value, given),
  ),
  fc.tuple(names, options).map(
    ([name, given]): Make =>
      (t) =>
        t.Ref(name, given),
  ),
  fc.tuple(fc.dictionary(names, fc.oneof(fc.string(), fc.integer())), options).map(
    ([values, given]): Make =>
      (t) =>
        t.Enum(values, given),
  ),
  fc
    .tuple(
      fc.array(fc.string({ unit: fc.constantFrom("a", ..."()|*.$^"), maxLength: 4 }), { maxLength: 3 }),
      fc.boolean(),
    )
    .map(([texts, isFinite]): Make => (t) => {
      const either = t.Union(texts.map((one) => t.Literal(one)));
      return t.TemplateLiteral([
        either,
        t.TemplateLiteral([t.Boolean(), either]),
        ...(isFinite ? [] : [t.Number()]),
      ]);
    }),
);

/** By name, where the types of the builders have nothing in common. */
const call = (t: Builders, name: keyof Builders, ...values: readonly unknown[]): TSchema =>
  Reflect.apply(t[name] as () => TSchema, t, values);

const { tree } = fc.letrec<{ tree: Make; node: Make }>((tie) => {
  const inner = tie("tree");
  const list = fc.array(inner, { maxLength: 3 });
  const properties = fc.array(fc.tuple(names, inner), { maxLength: 4 });
  const build = <Values extends readonly unknown[]>(
    values: { [Index in keyof Values]: fc.Arbitrary<Values[Index]> },
    make: (t: Builders, child: (make: Make) => TSchema, ...values: Values) => TSchema,
  ): fc.Arbitrary<Make> =>
    fc.tuple<Values[number][]>(...values).map((drawn): Make => (t, seen) => {
      const made = make(t, (one) => one(t, seen), ...(drawn as unknown as Values));
      seen.push(made);
      return made;
    });
  const node = fc.oneof(
    build<[[string, Make][], SchemaOptions | undefined]>([properties, options], (t, child, pairs, given) =>
      t.Object(Object.fromEntries(pairs.map(([name, make]) => [name, child(make)])), given),
    ),
    build<[Make[], SchemaOptions | undefined]>([list, options], (t, child, types, given) =>
      t.Union(types.map(child), given),
    ),
    build<[Make[], SchemaOptions | undefined]>([list, options], (t, child, types, given) =>
      t.Intersect(types.map(child), given),
    ),
    build<[Make[], SchemaOptions | undefined]>([list, options], (t, child, types, given) =>
      t.Tuple(types.map(child), given),
    ),
    build<[Make[], SchemaOptions | undefined]>([list, options], (t, child, types, given) =>
      t.Composite(types.map(child), given),
    ),
    build<[Make, SchemaOptions | undefined, "Array" | "Not" | "Partial" | "Required"]>(
      [inner, options, fc.constantFrom("Array", "Not", "Partial", "Required")],
      (t, child, type, given, name) => call(t, name, child(type), given),
    ),
    build<[Make, boolean | undefined, "Optional" | "Readonly"]>(
      [inner, fc.constantFrom(true, false, undefined), fc.constantFrom("Optional", "Readonly")],
      (t, child, type, enable, name) => call(t, name, child(type), enable),
    ),
    build<[Make]>([inner], (t, child, type) => t.ReadonlyOptional(child(type))),
    build<[Make, Make, SchemaOptions | undefined, "Record" | "Pick" | "Omit"]>(
      [inner, inner, options, fc.constantFrom("Record", "Pick", "Omit")],
      (t, child, one, other, given, name) => call(t, name, child(one), child(other), given),
    ),
    build<[Make, string[], SchemaOptions | undefined, "Pick" | "Omit"]>(
      [inner, fc.array(names, { maxLength: 3 }), options, fc.constantFrom("Pick", "Omit")],
      (t, child, type, keys, given, name) => call(t, name, child(type), keys, given),
    ),
    build<[Make]>([inner], (t, child, type) => t.Transform(child(type)).Decode(tagged).Encode(untagged)),
  );
  return { tree: fc.oneof({ depthSize: "small", maxDepth: 4 }, leaf, node), node };
});

const tagged = (value: unknown): unknown => ({ tagged: value });
const untagged = (value: unknown): unknown => Reflect.get(Object(value), "tagged");

const twice = (t: Builders): TSchema => {
  const inner = t.Transform(t.String()).Decode((value) => `${value}1`);
  const outer = t.Transform(inner.Encode((value) => `${value}2`)).Decode((value) => `${value}3`);
  return outer.Encode((value) => `${value}4`);
};

test.each([own, typeBox])("a transform of a transform goes through both", (t) => {
  expect([Value.Decode(twice(t), "a"), Value.Encode(twice(t), "a")]).toEqual(["a13", "a42"]);
});

/** What TypeBox does by a schema, or how it fails. */
function useOf(schema: TSchema, value: unknown): unknown {
  const uses = [Value.Check, Value.Decode, Value.Encode] as ((schema: TSchema, value: unknown) => unknown)[];
  return uses.map((use) => {
    try {
      return use(schema, structuredClone(value));
    } catch (error) {
      return (error as Error).message;
    }
  });
}

describe("whatever is built", () => {
  test("is what TypeBox makes, to the order of keys and to each shared object", () => {
    const same = fc.property(tree, (make) => {
      expect(outcomeOf(make, own)).toEqual(outcomeOf(make, typeBox));
    });
    fc.assert(same, { seed: 11, numRuns: 4000 });
  });

  test("does for TypeBox what its own does", () => {
    const sample = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.dictionary(names, fc.jsonValue({ maxDepth: 1 })),
    );
    const same = fc.property(tree, sample, (make, value) => {
      fc.pre(outcomeOf(make, typeBox).error === undefined);
      expect(useOf(make(own, []), value)).toEqual(useOf(make(typeBox, []), value));
    });
    fc.assert(same, { seed: 12, numRuns: 1500 });
  });
});
