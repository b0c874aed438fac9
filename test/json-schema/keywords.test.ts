/** What each keyword of JSON Schema (draft 7) means, for the compiled check and its interpretation. */
import { describe, expect, test } from "bun:test";
import { conditional } from "../support/conditional-schema.ts";
import { checksOf } from "../support/schema-checks.ts";

interface Row {
  readonly schema: unknown;
  readonly valid: readonly unknown[];
  readonly invalid: readonly unknown[];
}

const tree = {
  type: "object",
  required: ["name"],
  properties: { name: { type: "string" }, branches: { type: "array", items: { $ref: "#" } } },
};
const paid = conditional(
  { properties: { state: { const: "paid" } }, required: ["state"] },
  { required: ["paidAt"] },
  { properties: { paidAt: false } },
);

const rows: Readonly<Record<string, Row>> = {
  true: { schema: true, valid: [0, null, {}], invalid: [] },
  false: { schema: false, valid: [], invalid: [0, null, {}] },
  "{}": { schema: {}, valid: [0, null, [], "a"], invalid: [] },
  type: { schema: { type: "integer" }, valid: [0, 2, -1], invalid: [0.5, "0", null] },
  types: { schema: { type: ["string", "null"], minLength: 2 }, valid: [null, "ab"], invalid: ["a", 0] },
  const: {
    schema: { const: { a: [1, null] } },
    valid: [{ a: [1, null] }],
    invalid: [{ a: [1] }, [1, null], null],
  },
  "const of another type": { schema: { type: "string", const: 5 }, valid: [], invalid: [5, "5"] },
  enum: {
    schema: { enum: ["a", 1, null, [2]] },
    valid: ["a", 1, null, [2]],
    invalid: ["1", 2, [], undefined],
  },
  multipleOf: { schema: { multipleOf: 0.25 }, valid: [0, 0.75, -2, "x"], invalid: [0.3, 1.1] },
  "minimum and maximum": { schema: { minimum: -1, maximum: 1 }, valid: [-1, 1, "9"], invalid: [-1.01, 2] },
  "exclusive bounds": {
    schema: { exclusiveMinimum: -1, exclusiveMaximum: 1 },
    valid: [0, 0.99, null],
    invalid: [-1, 1],
  },
  "minLength and maxLength": {
    schema: { minLength: 1, maxLength: 2 },
    valid: ["é", "😀😀", 12345],
    invalid: ["", "abc"],
  },
  pattern: { schema: { pattern: "^[ab]+$" }, valid: ["ab", 5], invalid: ["", "abc"] },
  format: { schema: { format: "ipv4" }, valid: ["192.0.2.1", 7], invalid: ["192.0.2.256", ""] },
  items: { schema: { items: { type: "boolean" } }, valid: [[], [true], "x"], invalid: [[0], [true, null]] },
  "items as a list": {
    schema: { items: [{ type: "string" }, { type: "number" }], additionalItems: false },
    valid: [[], ["a"], ["a", 1], {}],
    invalid: [[1], ["a", 1, 2]],
  },
  additionalItems: {
    schema: { items: [true], additionalItems: { type: "integer" } },
    valid: [["x"], [null, 1, 2]],
    invalid: [
      ["x", "y"],
      [1, 2, 0.5],
    ],
  },
  "additionalItems without a list": {
    schema: { items: {}, additionalItems: false },
    valid: [[1, 2]],
    invalid: [],
  },
  "minItems and maxItems": {
    schema: { minItems: 1, maxItems: 2 },
    valid: [[1], [1, 2], "x"],
    invalid: [[], [1, 2, 3]],
  },
  uniqueItems: {
    schema: { uniqueItems: true },
    valid: [
      [1, "1", true, null],
      [{ a: 1 }, { a: 2 }],
      [
        [1, 2],
        [2, 1],
      ],
    ],
    invalid: [
      [1, 1],
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      [[1], [1]],
      [0, -0],
    ],
  },
  contains: { schema: { contains: { minimum: 5 } }, valid: [[1, 5], ["x"], {}], invalid: [[], [1, 4]] },
  required: {
    schema: { required: ["a", "toString"] },
    valid: [{ a: null, toString: 1 }, "x"],
    invalid: [{}, { a: 1 }],
  },
  properties: {
    schema: { properties: { a: { type: "integer" }, b: false } },
    valid: [{}, { a: 1, c: 2 }, []],
    invalid: [{ a: "1" }, { b: 1 }],
  },
  patternProperties: {
    schema: {
      properties: { ab: { minimum: 2 } },
      patternProperties: { "^a": { type: "integer" }, b$: { maximum: 9 } },
    },
    valid: [{ ab: 5 }, { a: 1, cb: 0.5 }, { x: "x" }],
    invalid: [{ ab: 10 }, { ab: 1 }, { ab: 2.5 }, { a: "x" }],
  },
  "a pattern for every key beside properties": {
    schema: { properties: { a: {} }, patternProperties: { "^(.*)$": { type: "integer" } } },
    valid: [{ a: 1, b: 2 }],
    invalid: [{ a: "x" }, { b: "x" }],
  },
  additionalProperties: {
    schema: {
      properties: { a: {} },
      patternProperties: { "^x": {} },
      additionalProperties: { type: "string" },
    },
    valid: [{ a: 1, x1: 2, b: "s" }],
    invalid: [{ b: 1 }, { ax: null }],
  },
  "additionalProperties: false": {
    schema: { properties: { a: {} }, patternProperties: { "^x": {} }, additionalProperties: false },
    valid: [{}, { a: 1, x1: 2 }, "b"],
    invalid: [{ b: 1 }, { ["__proto__"]: 1 }],
  },
  "additionalProperties of what is only required": {
    schema: { required: ["a"], additionalProperties: { type: "integer" } },
    valid: [{ a: 1 }],
    invalid: [{ a: "x" }, {}],
  },
  propertyNames: {
    schema: { propertyNames: { maxLength: 2 } },
    valid: [{ ab: 1 }, {}, []],
    invalid: [{ abc: 1 }],
  },
  "minProperties and maxProperties": {
    schema: { minProperties: 1, maxProperties: 2 },
    valid: [{ a: 1 }, { a: 1, b: 2 }, []],
    invalid: [{}, { a: 1, b: 2, c: 3 }],
  },
  dependencies: {
    schema: { dependencies: { card: ["owner"], "a/b": { properties: { c: { type: "integer" } } } } },
    valid: [{}, { card: 1, owner: 2 }, { "a/b": 1, c: 2 }, { c: "x" }],
    invalid: [{ card: 1 }, { "a/b": 1, c: "x" }],
  },
  allOf: { schema: { allOf: [{ minimum: 1 }, { maximum: 2 }] }, valid: [1, 2, "x"], invalid: [0, 3] },
  anyOf: { schema: { anyOf: [{ type: "string" }, { minimum: 2 }] }, valid: ["x", 2, null], invalid: [1] },
  oneOf: {
    schema: { oneOf: [{ multipleOf: 2 }, { multipleOf: 3 }] },
    valid: [2, 3, 9],
    invalid: [1, 6, "x"],
  },
  not: { schema: { not: { type: ["string", "null"] } }, valid: [0, [], {}], invalid: ["", null] },
  "if, then and else": {
    schema: paid,
    valid: [{ state: "paid", paidAt: 1 }, { state: "open" }, {}],
    invalid: [{ state: "paid" }, { state: "open", paidAt: 1 }, { paidAt: 1 }],
  },
  "then without if": { schema: conditional(undefined, { const: 1 }), valid: [1, 2], invalid: [] },
  "$ref to itself": {
    schema: tree,
    valid: [{ name: "a" }, { name: "a", branches: [{ name: "b", branches: [] }] }],
    invalid: [
      { name: "a", branches: [{}] },
      { name: "a", branches: [{ name: "b", branches: [{ name: 1 }] }] },
    ],
  },
  "$ref to definitions": {
    schema: {
      definitions: { "a/~%": { type: "integer" }, list: { items: { $ref: "#/definitions/a~1~0%25" } } },
      $ref: "#/definitions/list",
    },
    valid: [[], [1, 2]],
    invalid: [["x"], [1, 0.5]],
  },
  "$ref within a schema that has an $id": {
    schema: { type: "array", items: { $id: "Inner", type: "object", properties: { next: { $ref: "#" } } } },
    valid: [[], [{ next: { next: {} } }]],
    invalid: [[{ next: [] }], [{ next: { next: 1 } }]],
  },
  "keywords beside $ref are not read": {
    schema: {
      definitions: { a: { minimum: 1 } },
      properties: { b: { $ref: "#/definitions/a", maximum: 2 } },
    },
    valid: [{ b: 3 }],
    invalid: [{ b: 0 }],
  },
  annotations: {
    schema: { title: "t", description: "d", $comment: "c", examples: [1], default: "x", type: "integer" },
    valid: [1],
    invalid: ["x"],
  },
};

describe.each(Object.entries(rows))("%s", (_, { schema, valid, invalid }) => {
  const checks = checksOf(schema, "input");

  test("is compiled", () => {
    expect(typeof checks).not.toBe("string");
  });

  test.each(valid.map((value) => [JSON.stringify(value), value]))("accepts %s", (_text, value) => {
    for (const check of checks) expect((check as (value: unknown) => boolean)(value)).toBe(true);
  });

  test.each(invalid.map((value) => [JSON.stringify(value), value]))("refuses %s", (_text, value) => {
    for (const check of checks) expect((check as (value: unknown) => boolean)(value)).toBe(false);
  });
});
