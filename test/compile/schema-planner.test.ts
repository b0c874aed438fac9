import { describe, expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { t } from "../../src/bunsen.ts";
import { Names } from "../../src/compile/names.ts";
import { type SchemaProblem, SchemaPlanner } from "../../src/compile/schema-planner.ts";
import { formats } from "../../src/runtime/formats.ts";
import type { ValuePlan } from "../../src/runtime/value-plan.ts";

type Direction = "input" | "output";

interface Planned {
  /** The plans by name; the whole schema's is `Root` unless it has an `$id`. */
  readonly plans: Readonly<Record<string, ValuePlan>>;
  readonly problems: readonly SchemaProblem[];
}

function planSchema(schema: unknown, direction: Direction = "input"): Planned {
  const planner = new SchemaPlanner(new Names());
  const problems: SchemaProblem[] = [];
  planner.plan(schema as TSchema, direction, "Root", (problem) => problems.push(problem));
  return { plans: planner.registry, problems };
}

const kindsFix =
  "Use t.Any, t.Unknown, t.Never, t.Null, t.Undefined, t.Void, t.Boolean, t.Integer, t.Number, t.String, " +
  "t.TemplateLiteral, t.Literal, t.Array, t.Object, t.Record, t.Union.";
const keywordFix = "Remove it, and check for it in the handler.";

describe("every supported kind has its plan", () => {
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
    ["Record", t.Record(t.String(), t.Integer()), { kind: "record", values: { kind: "integer" } }],
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
        Root_counts: { kind: "record", values: { kind: "named", name: "Root_counts_value" } },
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
      writeOnly: true,
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
  const kinds: readonly [string, TSchema][] = [
    ["Date", t.Date()],
    ["BigInt", t.BigInt()],
    ["Uint8Array", t.Uint8Array()],
    ["Symbol", t.Symbol()],
    ["Function", t.Function([], t.Any())],
    ["Promise", t.Promise(t.Any())],
    ["Tuple", t.Tuple([t.String()])],
    ["Intersect", t.Intersect([t.Object({}), t.Object({})])],
    ["Not", t.Not(t.String())],
    ["RegExp", t.RegExp(/a/)],
    ["Ref", t.Ref("User")],
    ["Unsafe", t.Unsafe({ type: "string" })],
    ["Recursive", t.Recursive((self) => t.Array(self))],
  ];
  test.each(kinds)("t.%s", (name, schema) => {
    const [kind, pointer] = name === "Recursive" ? ["This", "/items"] : [name, ""];
    const { plans, problems } = planSchema(schema);
    expect(problems.at(-1)).toEqual({
      pointer,
      problem: `A t.${kind} schema cannot be compiled yet.`,
      fix: kindsFix,
    });
    expect(plans["Root"] ?? Object.values(plans).at(-1)).toEqual(
      name === "Recursive" ? { kind: "array", items: { kind: "never" } } : { kind: "never" },
    );
  });

  test("t.Transform", () => {
    const schema = t.Transform(t.String()).Decode(Number).Encode(String);
    expect(planSchema(schema)).toEqual({
      plans: { Root: { kind: "never" } },
      problems: [{ pointer: "", problem: "A t.Transform schema cannot be compiled yet.", fix: kindsFix }],
    });
  });

  test.each([
    ["plain JSON schema", { type: "string" }],
    ["null", null],
    ["text", "string"],
    ["false", false],
    ["a class", String],
  ])("a schema that is %s", (_, schema) => {
    expect(planSchema(schema)).toEqual({
      plans: { Root: { kind: "never" } },
      problems: [
        { pointer: "", problem: "A schema that TypeBox did not make cannot be compiled yet.", fix: kindsFix },
      ],
    });
  });

  test.each(["constructor", "toString", "__proto__", "hasOwnProperty"])("a kind called %s", (kind) => {
    expect(planSchema({ [Symbol.for("TypeBox.Kind")]: kind, type: "x" })).toEqual({
      plans: { Root: { kind: "never" } },
      problems: [{ pointer: "", problem: `A t.${kind} schema cannot be compiled yet.`, fix: kindsFix }],
    });
  });

  test("a part, at its JSON pointer", () => {
    const schema = t.Object({
      "a/b~c": t.Array(t.Union([t.String(), t.Record(t.String(), t.Date())])),
    });
    expect(planSchema(schema).problems).toEqual([
      {
        pointer: "/properties/a~1b~0c/items/anyOf/1/patternProperties/^(.*)$",
        problem: "A t.Date schema cannot be compiled yet.",
        fix: kindsFix,
      },
    ]);
  });

  test("every part, in one go", () => {
    const schema = t.Object({
      a: t.Date(),
      b: t.String({ format: "ipv4" }),
      c: t.Array(t.String(), { uniqueItems: true }),
    });
    expect(planSchema(schema).problems.map(({ pointer }) => pointer)).toEqual([
      "/properties/a",
      "/properties/b/format",
      "/properties/c/uniqueItems",
    ]);
  });

  const keywords: readonly [string, TSchema][] = [
    ["contentEncoding", t.String({ contentEncoding: "base64" })],
    ["contentMediaType", t.String({ contentMediaType: "text/html" })],
    ["uniqueItems", t.Array(t.String(), { uniqueItems: true })],
    ["contains", t.Array(t.String(), { contains: t.Literal("a") })],
    ["minContains", t.Array(t.String(), { minContains: 1 })],
    ["minProperties", t.Object({}, { minProperties: 1 })],
    ["maxProperties", t.Object({}, { maxProperties: 1 })],
    ["propertyNames", t.Object({}, { propertyNames: t.String() })],
    ["dependentRequired", t.Object({}, { dependentRequired: { a: ["b"] } })],
    ["additionalProperties", t.Record(t.String(), t.String(), { additionalProperties: false })],
    ["minLength", t.Integer({ minLength: 1 } as never)],
    ["minimum", t.String({ minimum: 1 })],
    ["enum", t.String({ enum: ["a"] })],
    ["if", t.Any({ if: {} })],
    ["const", t.Any({ const: 1 })],
    ["unevaluatedProperties", t.Union([t.String(), t.Null()], { unevaluatedProperties: false })],
    ["coerce", t.Integer({ coerce: true } as never)],
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

  test("a schema for additional properties", () => {
    expect(planSchema(t.Object({}, { additionalProperties: t.String() })).problems).toEqual([
      {
        pointer: "/additionalProperties",
        problem: 'The keyword "additionalProperties" cannot be compiled here.',
        fix: "Declare the properties, or use t.Record.",
      },
    ]);
  });

  test("a record whose keys are not just text", () => {
    expect(planSchema(t.Record(t.Number(), t.String()))).toEqual({
      plans: { Root: { kind: "never" } },
      problems: [
        {
          pointer: "/patternProperties",
          problem: 'The keyword "patternProperties" cannot be compiled here.',
          fix: "Use t.String() for the keys of a t.Record.",
        },
      ],
    });
  });

  test.each(["ipv4", "regex", "", "toString", "__proto__", "constructor"])("the format %j", (format) => {
    expect(planSchema(t.String({ format })).problems).toEqual([
      {
        pointer: "/format",
        problem: `The format ${JSON.stringify(format)} is not known.`,
        fix: "Use one of date, date-time, email, uri, uuid, or a pattern.",
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
      refusesUnknown: true,
    });
  });

  test("additionalProperties: false refuses nothing in an output: it is left out", () => {
    expect(planSchema(t.Object({}, { additionalProperties: false }), "output").plans["Root"]).toEqual({
      kind: "object",
      properties: [],
    });
  });

  test("additionalProperties: true keeps nothing more than what is declared", () => {
    expect(planSchema(t.Object({}, { additionalProperties: true })).plans["Root"]).toEqual({
      kind: "object",
      properties: [],
    });
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
    planner.plan(user, "input", "Root", (problem) => problems.push(problem));
    planner.plan(t.Object({ id: t.String() }, { $id: "User" }), "output", "Root", (problem) =>
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
