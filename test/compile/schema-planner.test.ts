import { describe, expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { t } from "../../src/bunsen.ts";
import { Names } from "../../src/compile/names.ts";
import type { SchemaProblem } from "../../src/compile/schema-place.ts";
import { SchemaPlanner } from "../../src/compile/schema-planner.ts";
import { formats } from "../../src/runtime/formats.ts";
import type { ValuePlan } from "../../src/runtime/value-plan.ts";
import { conditional } from "../support/conditional-schema.ts";

type Direction = "input" | "output";

const origin = { route: "POST /", location: "body", hasFiles: false, isRaw: false };

interface Planned {
  /** The plans by name; the whole schema's is `Root` unless it has an `$id`. */
  readonly plans: Readonly<Record<string, ValuePlan>>;
  readonly problems: readonly SchemaProblem[];
}

function planSchema(schema: unknown, direction: Direction = "input"): Planned {
  const planner = new SchemaPlanner(new Names());
  const problems: SchemaProblem[] = [];
  planner.plan(schema as TSchema, direction, "Root", origin, (problem) => problems.push(problem));
  return { plans: planner.registry, problems };
}

const typesFix =
  "Use one of null, boolean, integer, number, string, array, object, undefined, void, Date, Uint8Array, bigint, File, RegExp.";
const keywordFix = "Remove it, and check for it in the handler.";

describe("every supported kind has its plan", () => {
  test.each(["input", "output"] as const)(
    "t.Transform of an %s: its function is found by its place",
    (direction) => {
      const schema = t.Object({ "a/b": t.Transform(t.String()).Decode(Number).Encode(String) });
      expect(planSchema(schema, direction).plans["Root"]).toEqual({
        kind: "object",
        properties: [
          {
            key: "a/b",
            value: {
              kind: "transform",
              plan: { kind: "string" },
              name: `Root_a_b_${direction}`,
              direction,
              route: "POST /",
              location: "body",
              pointer: "/properties/a~1b",
            },
          },
        ],
      });
    },
  );

  test("a file, where files can be", () => {
    const planner = new SchemaPlanner(new Names());
    const schema = t.File({ type: "image/*", maxSizeBytes: 9 });
    planner.plan(schema, "input", "Root", { ...origin, hasFiles: true, isRaw: false }, () => {});
    expect(planner.registry).toEqual({ Root: { kind: "file", mediaTypes: ["image/*"], maxSizeBytes: 9 } });
  });

  test("what a schema says of its failures", () => {
    const schema = t.String({ errorMessage: { minLength: "too short!" }, writeOnly: true });
    expect(planSchema(schema).plans["Root"]).toEqual({
      kind: "string",
      message: { minLength: "too short!" },
      isSecret: true,
    });
  });

  const leaves: readonly [string, TSchema, ValuePlan][] = [
    ["Any", t.Any(), { kind: "any" }],
    ["Unknown", t.Unknown(), { kind: "any" }],
    ["Never", t.Never(), { kind: "never" }],
    ["Null", t.Null(), { kind: "null" }],
    ["Undefined", t.Undefined(), { kind: "undefined" }],
    ["Void", t.Void(), { kind: "undefined" }],
    ["Boolean", t.Boolean(), { kind: "boolean" }],
    ["Integer", t.Integer(), { kind: "integer" }],
    [
      "Integer with every bound",
      t.Integer({ minimum: 1, maximum: 9, exclusiveMinimum: 0, exclusiveMaximum: 10, multipleOf: 2 }),
      { kind: "integer", minimum: 1, maximum: 9, exclusiveMinimum: 0, exclusiveMaximum: 10, multipleOf: 2 },
    ],
    ["Number", t.Number({ minimum: -0.5 }), { kind: "number", minimum: -0.5 }],
    ["String", t.String(), { kind: "string" }],
    [
      "String with every rule",
      t.String({ minLength: 1, maxLength: 5, pattern: "^a", format: "email" }),
      { kind: "string", minLength: 1, maxLength: 5, pattern: "^a", format: "email" },
    ],
    [
      "TemplateLiteral",
      t.TemplateLiteral([t.Literal("id-"), t.Union([t.Literal("a"), t.Literal("b")])]),
      { kind: "string", pattern: "^id-(a|b)$" },
    ],
    ["Literal text", t.Literal("a"), { kind: "literal", value: "a" }],
    ["Literal number", t.Literal(0), { kind: "literal", value: 0 }],
    ["Literal boolean", t.Literal(false), { kind: "literal", value: false }],
    [
      "Array",
      t.Array(t.String(), { minItems: 1, maxItems: 3 }),
      { kind: "array", items: { kind: "string" }, minItems: 1, maxItems: 3 },
    ],
    ["Object without properties", t.Object({}), { kind: "object", properties: [] }],
    [
      "Record",
      t.Record(t.String(), t.Integer()),
      { kind: "object", properties: [], unknown: { kind: "integer" } },
    ],
    [
      "Union",
      t.Union([t.String(), t.Null()]),
      { kind: "union", variants: [{ kind: "string" }, { kind: "null" }] },
    ],
    [
      "Enum",
      t.Enum({ Open: "open", Paid: "paid" }),
      {
        kind: "union",
        variants: [
          { kind: "literal", value: "open" },
          { kind: "literal", value: "paid" },
        ],
      },
    ],
  ];
  test.each(leaves)("t.%s", (_, schema, plan) => {
    expect(planSchema(schema)).toEqual({ plans: { Root: plan }, problems: [] });
  });

  test.each(Object.keys(formats).map((format) => [format]))("the format %s", (format) => {
    expect(planSchema(t.String({ format }))).toEqual({
      plans: { Root: { kind: "string", format } },
      problems: [],
    });
  });

  test("objects, arrays, records and unions inside others get names of their own", () => {
    const schema = t.Object({
      owner: t.Object({ id: t.Integer() }),
      tags: t.Array(t.Array(t.String())),
      counts: t.Record(t.String(), t.Object({})),
      state: t.Union([t.Null(), t.Object({})]),
    });
    expect(planSchema(schema)).toEqual({
      plans: {
        Root_owner: { kind: "object", properties: [{ key: "id", value: { kind: "integer" } }] },
        Root_tags_item: { kind: "array", items: { kind: "string" } },
        Root_tags: { kind: "array", items: { kind: "named", name: "Root_tags_item" } },
        Root_counts_value: { kind: "object", properties: [] },
        Root_counts: {
          kind: "object",
          properties: [],
          unknown: { kind: "named", name: "Root_counts_value" },
        },
        Root_state_2: { kind: "object", properties: [] },
        Root_state: { kind: "union", variants: [{ kind: "null" }, { kind: "named", name: "Root_state_2" }] },
        Root: {
          kind: "object",
          properties: [
            { key: "owner", value: { kind: "named", name: "Root_owner" } },
            { key: "tags", value: { kind: "named", name: "Root_tags" } },
            { key: "counts", value: { kind: "named", name: "Root_counts" } },
            { key: "state", value: { kind: "named", name: "Root_state" } },
          ],
        },
      },
      problems: [],
    });
  });

  test("annotations change nothing", () => {
    const schema = t.String({
      $schema: "s",
      $comment: "c",
      title: "t",
      description: "d",
      examples: ["e"],
      deprecated: true,
      readOnly: true,
    });
    expect(planSchema(schema)).toEqual({ plans: { Root: { kind: "string" } }, problems: [] });
  });

  test("t.Partial, t.Pick, t.Omit and t.Composite are objects", () => {
    const user = t.Object({ id: t.Integer(), name: t.String(), age: t.Integer() });
    const schema = t.Composite([t.Pick(user, ["id"]), t.Partial(t.Omit(user, ["id", "age"]))]);
    expect(planSchema(schema)).toEqual({
      plans: {
        Root: {
          kind: "object",
          properties: [
            { key: "id", value: { kind: "integer" } },
            { key: "name", value: { kind: "string" }, optional: true },
          ],
        },
      },
      problems: [],
    });
  });
});

describe("what has no plan is reported, and lets nothing through", () => {
  const kinds: readonly [string, TSchema, string][] = [
    ["Symbol", t.Symbol(), "symbol"],
    ["Function", t.Function([], t.Any()), "Function"],
    ["Constructor", t.Constructor([], t.Any()), "Constructor"],
    ["Promise", t.Promise(t.Any()), "Promise"],
    ["Iterator", t.Iterator(t.Any()), "Iterator"],
    ["AsyncIterator", t.AsyncIterator(t.Any()), "AsyncIterator"],
  ];
  test.each(kinds)("t.%s", (_, schema, type) => {
    const { plans, problems } = planSchema(schema);
    expect(problems).toContainEqual({
      pointer: "/type",
      problem: `The type "${type}" cannot be compiled.`,
      fix: typesFix,
    });
    expect(plans).toEqual({ Root: { kind: "never" } });
  });

  test.each(["constructor", "toString", "__proto__", "hasOwnProperty", "file", ""])("the type %j", (type) => {
    expect(planSchema({ type })).toEqual({
      plans: { Root: { kind: "never" } },
      problems: [
        {
          pointer: "/type",
          problem: `The type ${JSON.stringify(type)} cannot be compiled.`,
          fix: typesFix,
        },
      ],
    });
    expect(planSchema({ type: ["string", type] }).problems.map(({ pointer }) => pointer)).toEqual(["/type"]);
  });

  test.each([[5], [null], [{}], [true]])("the type %p", (type) => {
    expect(planSchema({ type }).problems).toEqual([
      { pointer: "/type", problem: `${JSON.stringify(type)} is no type.`, fix: "Use a type's name." },
    ]);
  });

  test.each([
    ["null", null],
    ["text", "string"],
    ["a number", 1],
    ["a list", []],
    ["a class", String],
  ])("a schema that is %s", (_, schema) => {
    const problem = { problem: "There is no schema.", fix: "Write one, or remove the key." };
    expect(planSchema(schema)).toEqual({
      plans: { Root: { kind: "never" } },
      problems: [{ pointer: "", ...problem }],
    });
    expect(planSchema({ properties: { a: schema } }).problems).toEqual([
      { pointer: "/properties/a", ...problem },
    ]);
  });

  const leadsNowhere = "Use t.Module, t.Recursive, or a schema with that $id in an earlier route.";
  test.each([
    ["User"],
    ["#/definitions/User"],
    ["#/definitions/__proto__"],
    ["#/%"],
    ["#User"],
    ["#/definitions/a/length/0"],
    ["https://example.org/schema"],
    ["constructor"],
    [""],
  ])("the reference %j", (reference) => {
    const schema = { definitions: { a: { type: "string" } }, properties: { b: { $ref: reference } } };
    expect(planSchema(schema).problems).toEqual([
      {
        pointer: "/properties/b/$ref",
        problem: `The reference ${JSON.stringify(reference)} leads nowhere.`,
        fix: leadsNowhere,
      },
    ]);
  });

  test("t.Ref without a module", () => {
    expect(planSchema(t.Array(t.Ref("User"))).problems.map(({ pointer }) => pointer)).toEqual([
      "/items/$ref",
    ]);
  });

  test.each<[string, unknown, string]>([
    ["at once", { $ref: "#" }, ""],
    ["by a combination", { allOf: [{ $ref: "#" }] }, ""],
    ["by its opposite", { not: { $ref: "#" } }, ""],
    [
      "by another",
      {
        definitions: { a: { $ref: "#/definitions/b" }, b: { anyOf: [{ $ref: "#/definitions/a" }] } },
        properties: { a: { $ref: "#/definitions/a" } },
      },
      "/definitions/a",
    ],
  ])("a schema that is itself %s, whose check would not end", (_, schema, pointer) => {
    expect(planSchema(schema).problems).toEqual([
      {
        pointer,
        problem: "The schema refers to itself with nothing in between.",
        fix: "Refer to it from a property or from items.",
      },
    ]);
  });

  test("a part, at its JSON pointer", () => {
    const schema = t.Object({
      "a/b~c": t.Array(t.Union([t.String(), t.Record(t.String(), t.Symbol())])),
    });
    expect(planSchema(schema).problems).toEqual([
      {
        pointer: "/properties/a~1b~0c/items/anyOf/1/patternProperties/^(.*)$/type",
        problem: 'The type "symbol" cannot be compiled.',
        fix: typesFix,
      },
    ]);
  });

  const broken = t.Symbol();
  const positions: readonly [string, unknown][] = [
    ["/properties/a", { properties: { a: broken } }],
    ["/patternProperties/~1~0", { patternProperties: { "/~": broken } }],
    ["/additionalProperties", t.Object({}, { additionalProperties: broken })],
    ["/propertyNames", { propertyNames: broken }],
    ["/items", { items: broken }],
    ["/items/1", { items: [true, broken] }],
    ["/additionalItems", { items: [true], additionalItems: broken }],
    ["/contains", { contains: broken }],
    ["/allOf/0", t.Intersect([broken, t.Any()])],
    ["/anyOf/1", { anyOf: [true, broken] }],
    ["/oneOf/0", { oneOf: [broken] }],
    ["/not", t.Not(broken)],
    ["/if", conditional(broken, true, true)],
    ["/then", conditional(true, broken)],
    ["/else", conditional(true, undefined, broken)],
    ["/dependencies/a~1b", { dependencies: { "a/b": broken } }],
    ["/definitions/a", { definitions: { a: broken }, properties: { b: { $ref: "#/definitions/a" } } }],
    ["/$defs/A", t.Module({ A: broken }).Import("A")],
    [
      "/properties/m/$defs/A/properties/s",
      t.Object({ m: t.Module({ A: t.Object({ s: broken }) }).Import("A") }),
    ],
  ];
  test.each(positions)("a part at %s", (pointer, schema) => {
    expect(planSchema(schema).problems).toEqual([
      { pointer: `${pointer}/type`, problem: 'The type "symbol" cannot be compiled.', fix: typesFix },
    ]);
  });

  test("every part, in one go", () => {
    const schema = t.Object({
      a: t.Symbol(),
      b: t.String({ format: "ipv9" }),
      c: t.Array(t.String(), { unevaluatedItems: false }),
    });
    expect(planSchema(schema).problems.map(({ pointer }) => pointer)).toEqual([
      "/properties/a/type",
      "/properties/b/format",
      "/properties/c/unevaluatedItems",
    ]);
  });

  const keywords: readonly [string, TSchema][] = [
    ["contentEncoding", t.String({ contentEncoding: "base64" })],
    ["contentMediaType", t.String({ contentMediaType: "text/html" })],
    ["dependentRequired", t.Object({}, { dependentRequired: { a: ["b"] } })],
    ["minLength", t.Integer({ minLength: 1 } as never)],
    ["minimum", t.String({ minimum: 1 })],
    ["unevaluatedProperties", t.Union([t.String(), t.Null()], { unevaluatedProperties: false })],
    ["unevaluatedProperties", t.Intersect([t.Object({})], { unevaluatedProperties: false })],
    ["coerce", t.Integer({ coerce: true } as never)],
    ["minByteLength", t.String({ minByteLength: 1 })],
    ["__proto__", t.String({ ["__proto__"]: 1 })],
    ["$anchor", { $anchor: "a" } as never],
    ["nullable", { type: "string", nullable: true } as never],
  ];
  test.each(keywords)("the keyword %s", (keyword, schema) => {
    expect(planSchema(schema).problems).toEqual([
      {
        pointer: `/${keyword}`,
        problem: `The keyword ${JSON.stringify(keyword)} cannot be compiled here.`,
        fix: keywordFix,
      },
    ]);
  });

  const shapes: readonly [string, unknown, string, string][] = [
    ["enum", "a", '"a"', "a list of plain JSON data"],
    ["enum", [10n], "an array of 1 item", "a list of plain JSON data"],
    ["enum", [undefined], "an array of 1 item", "a list of plain JSON data"],
    ["const", 10n, "10n", "plain JSON data"],
    ["const", Number.NaN, "NaN", "plain JSON data"],
    ["const", { at: new Date(0) }, "an object", "plain JSON data"],
    ["required", "name", '"name"', "a list of names"],
    ["required", [1], "an array of 1 item", "a list of names"],
    ["properties", [], "an array of 0 items", "an object of schemas"],
    ["patternProperties", "a", '"a"', "an object of schemas"],
    ["dependencies", { a: ["b", 1] }, "an object", "an object of schemas or lists of names"],
    ["allOf", {}, "an object", "a list of schemas"],
    ["anyOf", null, "null", "a list of schemas"],
    ["oneOf", "a", '"a"', "a list of schemas"],
    ["uniqueItems", "true", '"true"', "a boolean"],
    ["then", "x", '"x"', "a schema"],
    ["else", null, "null", "a schema"],
    ["additionalItems", 1, "1", "a schema"],
  ];
  test.each(shapes.map(([keyword, value, told, words]) => [keyword, told, value, words] as const))(
    "the keyword %s: %s",
    (keyword, told, value, words) => {
      expect(planSchema({ [keyword]: value })).toEqual({
        plans: { Root: { kind: "never" } },
        problems: [
          {
            pointer: `/${keyword}`,
            problem: `The keyword "${keyword}" is ${told}, which is not ${words}.`,
            fix: `Give ${words}, or leave it out.`,
          },
        ],
      });
    },
  );

  test.each(["ipv9", "url", "", "toString", "__proto__", "constructor"])("the format %j", (format) => {
    expect(planSchema(t.String({ format })).problems).toEqual([
      {
        pointer: "/format",
        problem: `The format ${JSON.stringify(format)} is not known.`,
        fix: "Use one of date, date-time, email, hostname, ipv4, ipv6, json-pointer, regex, time, uri, uuid, or a pattern.",
      },
    ]);
  });

  test.each([["("], ["[z-a]"], ["a{2,1}"], ["*"]])("the pattern %j", (pattern) => {
    expect(planSchema(t.String({ pattern })).problems).toEqual([
      {
        pointer: "/pattern",
        problem: `The pattern ${JSON.stringify(pattern)} is not the source of a regular expression.`,
        fix: "Mend its syntax; it is compiled without flags.",
      },
    ]);
  });

  test("a pattern of property names", () => {
    const schema = { patternProperties: { "^a": true, "(/": true } };
    expect(planSchema(schema).problems).toEqual([
      {
        pointer: "/patternProperties/(~1",
        problem: 'The pattern "(/" is not the source of a regular expression.',
        fix: "Mend its syntax; it is compiled without flags.",
      },
    ]);
  });

  test.each<[unknown, unknown, string]>([
    ["(", "", 'The pattern "("'],
    ["a", "ii", 'The pattern "a" with the flags "ii"'],
    ["a", "uv", 'The pattern "a" with the flags "uv"'],
    [undefined, "", "The pattern nothing"],
    [5, "", "The pattern 5"],
  ])("the RegExp of %p and %p", (source, flags, told) => {
    expect(planSchema({ type: "RegExp", source, flags }).problems).toMatchObject([
      { pointer: "/source", problem: `${told} is not the source of a regular expression.` },
    ]);
  });

  test("nothing is evaluated by a default of what is refused", () => {
    const schema = {
      properties: {
        a: { type: "string", pattern: "(", default: "a" },
        b: { type: "string", format: "x", default: "b" },
        c: { patternProperties: { "(": true }, default: { x: 1 } },
        d: { type: "bigint", minimum: "x", default: "1" },
        e: { type: "Date", minimumTimestamp: 1e300, default: "2026-02-28T10:00:00Z" },
      },
    };
    expect(planSchema(schema).problems.map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining([
        "/properties/a/pattern",
        "/properties/b/format",
        "/properties/c/patternProperties/(",
        "/properties/d/minimum",
        "/properties/e/minimumTimestamp",
      ]),
    );
  });

  test("a pattern that is a RegExp, whose flags would be lost", () => {
    expect(planSchema(t.String({ pattern: /a/i as never })).problems).toEqual([
      {
        pointer: "/pattern",
        problem: "The pattern {} is not the source of a regular expression.",
        fix: "Mend its syntax; it is compiled without flags.",
      },
    ]);
  });

  const bounds: readonly [string, unknown, string][] = [
    ["minimum", Number.NaN, "NaN"],
    ["maximum", Infinity, "Infinity"],
    ["exclusiveMinimum", "5", '"5"'],
    ["exclusiveMaximum", null, "null"],
    ["multipleOf", {}, "an object"],
  ];
  test.each(bounds)("the bound %s: %p", (keyword, value, told) => {
    expect(planSchema(t.Number({ [keyword]: value })).problems).toEqual([
      {
        pointer: `/${keyword}`,
        problem: `The keyword "${keyword}" is ${told}, which is no number.`,
        fix: "Give a number, or leave it out.",
      },
    ]);
  });

  const textBounds: readonly [string, TSchema, string][] = [
    ["minimumTimestamp", t.Date({ minimumTimestamp: Number.NaN }), "NaN, which is no number"],
    ["maximumTimestamp", t.Date({ maximumTimestamp: "0" as never }), '"0", which is no number'],
    [
      "exclusiveMinimumTimestamp",
      t.Date({ exclusiveMinimumTimestamp: 1e300 }),
      "1e+300, which is no moment that a Date can tell",
    ],
    ["multipleOfTimestamp", t.Date({ multipleOfTimestamp: 0 }), "0, of which nothing is a multiple"],
    ["minByteLength", t.Uint8Array({ minByteLength: "1" as never }), '"1", which is no number'],
    ["minimum", t.BigInt({ minimum: "1" as never }), '"1", which is no integer'],
    ["maximum", t.BigInt({ maximum: 1.5 as never }), "1.5, which is no integer"],
    ["multipleOf", t.BigInt({ multipleOf: 0n }), "0n, of which nothing is a multiple"],
    ["multipleOf", t.Number({ multipleOf: -1 }), "-1, of which nothing is a multiple"],
    ["minimum", t.Number({ minimum: 3n as never }), "3n, which is no number"],
  ];
  test.each(textBounds.map(([keyword, schema, told]) => [keyword, told, schema] as const))(
    "the bound %s: %s",
    (keyword, told, schema) => {
      expect(planSchema(schema).problems).toEqual([
        {
          pointer: `/${keyword}`,
          problem: `The keyword "${keyword}" is ${told}.`,
          fix: "Give a number, or leave it out.",
        },
      ]);
    },
  );

  test("a length that is no number", () => {
    const schema = t.Array(t.String({ maxLength: "3" as never }), { minItems: Number.NaN });
    expect(planSchema(schema).problems.map(({ pointer }) => pointer)).toEqual([
      "/minItems",
      "/items/maxLength",
    ]);
  });
});

describe("properties", () => {
  test("an optional property may be absent", () => {
    expect(planSchema(t.Object({ a: t.Optional(t.String()) })).plans["Root"]).toEqual({
      kind: "object",
      properties: [{ key: "a", value: { kind: "string" }, optional: true }],
    });
  });

  test("what `required` names is required, whatever the property says", () => {
    const schema = t.Object({ a: t.Optional(t.String()) }, { required: ["a"] });
    expect(planSchema(schema).plans["Root"]).toEqual({
      kind: "object",
      properties: [{ key: "a", value: { kind: "string" } }],
    });
  });

  test("an input has its default, and may be absent", () => {
    expect(planSchema(t.Object({ a: t.Integer({ default: 1 }) }), "input").plans["Root"]).toEqual({
      kind: "object",
      properties: [{ key: "a", value: { kind: "integer" }, optional: true, default: 1 }],
    });
  });

  test("an output has no default, and has to be there", () => {
    expect(planSchema(t.Object({ a: t.Integer({ default: 1 }) }), "output").plans["Root"]).toEqual({
      kind: "object",
      properties: [{ key: "a", value: { kind: "integer" } }],
    });
  });

  test("additionalProperties: false refuses what is unknown in an input", () => {
    expect(planSchema(t.Object({}, { additionalProperties: false }), "input").plans["Root"]).toEqual({
      kind: "object",
      properties: [],
      unknown: "refuse",
    });
  });

  test("additionalProperties: false refuses nothing in an output: it is left out", () => {
    expect(planSchema(t.Object({}, { additionalProperties: false }), "output").plans["Root"]).toEqual({
      kind: "object",
      properties: [],
    });
  });

  test("additionalProperties: true keeps every property", () => {
    expect(planSchema(t.Object({}, { additionalProperties: true })).plans["Root"]).toEqual({
      kind: "object",
      properties: [],
      unknown: { kind: "any" },
    });
  });

  test("a schema that says only what must be there keeps an object as it is", () => {
    expect(planSchema({ type: "object", required: ["a"] }).plans["Root"]).toEqual({
      kind: "object",
      properties: [{ key: "a", value: { kind: "defined" } }],
      whole: true,
    });
  });

  test.each<[string, unknown, ValuePlan]>([
    [
      "fits the pattern it matches",
      { patternProperties: { "^a": { type: "integer" } } },
      { kind: "integer" },
    ],
    ["fits what others must", { additionalProperties: { type: "integer" } }, { kind: "integer" }],
    ["cannot be there where no others may", { additionalProperties: false }, { kind: "never" }],
    ["is not undefined where others are anything", { additionalProperties: true }, { kind: "defined" }],
  ])("a property that is required and not declared %s", (_, schema, value) => {
    const planned = planSchema({ type: "object", required: ["a"], ...(schema as object) }).plans["Root"];
    expect(planned).toMatchObject({ kind: "object", properties: [{ key: "a", value }] });
  });

  test("an own __proto__ is a property like others", () => {
    expect(planSchema(t.Object({ ["__proto__"]: t.String() })).plans["Root"]).toEqual({
      kind: "object",
      properties: [{ key: "__proto__", value: { kind: "string" } }],
    });
  });

  test("a default that does not fit is reported", () => {
    const schema = t.Object({ "a/b": t.Object({ c: t.Integer() }, { default: { c: "x" } }) });
    expect(planSchema(schema).problems).toEqual([
      {
        pointer: "/properties/a~1b/default",
        problem: 'The default does not fit: /c must be an integer, not "x".',
        fix: "Give a default that fits its schema.",
      },
    ]);
  });

  const odd: readonly [unknown, string][] = [
    [() => 1, "[Function]"],
    [10n, "10n"],
    [Number.NaN, "NaN"],
    [new Date(0), "1970-01-01T00:00:00.000Z"],
    [Symbol("s"), "Symbol(s)"],
  ];
  test.each(odd)("the default %p, which is no JSON, is reported", (value, told) => {
    expect(planSchema(t.Object({ a: t.Any({ default: value }) })).problems).toEqual([
      {
        pointer: "/properties/a/default",
        problem: `The default ${told} is not plain JSON data.`,
        fix: "Give a default that fits its schema.",
      },
    ]);
  });

  test("a default of an output is not looked at", () => {
    expect(planSchema(t.Object({ a: t.Integer({ default: "x" }) }), "output").problems).toEqual([]);
  });
});

describe("$id", () => {
  const user = t.Object({ id: t.Integer() }, { $id: "User" });

  test("names the plan; that of an input ends in _input", () => {
    expect(
      [planSchema(user, "output"), planSchema(user, "input")].map(({ plans }) => Object.keys(plans)),
    ).toEqual([["User"], ["User_input"]]);
  });

  test("a schema with an $id is planned once", () => {
    expect(planSchema(t.Object({ a: user, b: t.Array(user) }), "output").plans).toEqual({
      User: { kind: "object", properties: [{ key: "id", value: { kind: "integer" } }] },
      Root_b: { kind: "array", items: { kind: "named", name: "User" } },
      Root: {
        kind: "object",
        properties: [
          { key: "a", value: { kind: "named", name: "User" } },
          { key: "b", value: { kind: "named", name: "Root_b" } },
        ],
      },
    });
  });

  test("a leaf with an $id is planned by its name", () => {
    expect(planSchema(t.Array(t.String({ $id: "Tag", minLength: 1 })), "output").plans).toEqual({
      Tag: { kind: "string", minLength: 1 },
      Root: { kind: "array", items: { kind: "named", name: "Tag" } },
    });
  });

  const sharedFix =
    "Give each its own $id; derived schemas (t.Omit, t.Partial …) take a second argument { $id }.";

  test("two schemas with one $id are reported where the second stands", () => {
    const schema = t.Object({ a: user, b: t.Object({ id: t.String() }, { $id: "User" }) });
    expect(planSchema(schema).problems).toEqual([
      { pointer: "/properties/b/$id", problem: 'Two different schemas have the $id "User".', fix: sharedFix },
    ]);
  });

  test("so are two of which one is read and one is written", () => {
    const planner = new SchemaPlanner(new Names());
    const problems: SchemaProblem[] = [];
    planner.plan(user, "input", "Root", origin, (problem) => problems.push(problem));
    planner.plan(t.Object({ id: t.String() }, { $id: "User" }), "output", "Root", origin, (problem) =>
      problems.push(problem),
    );
    expect(problems).toEqual([
      { pointer: "/$id", problem: 'Two different schemas have the $id "User".', fix: sharedFix },
    ]);
  });

  test("two with the same content are one, though they are two objects", () => {
    const again = t.Object({ id: t.Integer() }, { $id: "User" });
    expect(planSchema(t.Object({ a: user, b: again }))).toEqual({
      plans: {
        User_input: { kind: "object", properties: [{ key: "id", value: { kind: "integer" } }] },
        Root: {
          kind: "object",
          properties: [
            { key: "a", value: { kind: "named", name: "User_input" } },
            { key: "b", value: { kind: "named", name: "User_input" } },
          ],
        },
      },
      problems: [],
    });
  });

  test("two whose names read alike stay apart", () => {
    const schema = t.Object({ a: t.String({ $id: "Us-er" }), b: t.Integer({ $id: "us_er" }) });
    expect(planSchema(schema, "output").plans).toEqual({
      Us_er: { kind: "string" },
      us_er_2: { kind: "integer" },
      Root: {
        kind: "object",
        properties: [
          { key: "a", value: { kind: "named", name: "Us_er" } },
          { key: "b", value: { kind: "named", name: "us_er_2" } },
        ],
      },
    });
  });
});
