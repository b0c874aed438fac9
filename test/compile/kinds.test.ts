/** Every kind and keyword: what a handler receives, what is refused in which words, what is sent. In every form. */
import { describe, expect, test } from "bun:test";
import { type App, app, t } from "../../src/bunsen.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { forms, tableOf } from "../support/app-forms.ts";
import { conditional } from "../support/conditional-schema.ts";

/** JSON pointer, what is expected, what was received. */
type Failure = readonly [string, string, string];

interface Row {
  readonly schema: unknown;
  /** JSON values of a body, and what the handler receives where that is something else. */
  readonly accepts?: readonly (readonly [unknown, unknown?])[];
  readonly refuses?: readonly (readonly [unknown, ...Failure[]])[];
  /** Values of a handler, and the JSON that is sent where that is something else than theirs. */
  readonly sends?: readonly (readonly [unknown, unknown?])[];
  /** Values of a handler that do not fit. */
  readonly withholds?: readonly unknown[];
}

const noon = "2026-02-28T12:00:00Z";
const noonSent = "2026-02-28T12:00:00.000Z";
const at = (text: string): Date => new Date(text);
const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);
const own = (text: string): unknown => JSON.parse(text) as unknown;

const tree = t.Recursive((self) => t.Object({ at: t.Date(), branches: t.Array(self) }), { $id: "Tree" });
const module = t.Module({
  Person: t.Object({ born: t.Date(), employer: t.Optional(t.Ref("Company")) }),
  Company: t.Object({ people: t.Array(t.Ref("Person")) }),
});
const shape = t.Union([
  t.Object({ kind: t.Literal("circle"), radius: t.Number({ exclusiveMinimum: 0 }) }),
  t.Object({ kind: t.Literal("event"), at: t.Date() }),
]);

const rows: Readonly<Record<string, Row>> = {
  "t.Any": {
    schema: t.Any(),
    accepts: [[1], [null], [{ a: [1] }]],
    sends: [[{ a: [1, null] }]],
  },
  "t.Never": {
    schema: t.Never(),
    refuses: [
      [1, ["", "nothing", "1"]],
      [null, ["", "nothing", "null"]],
    ],
    withholds: [1],
  },
  true: { schema: true, accepts: [[1], [{ a: 1 }]], sends: [[{ a: 1 }]] },
  false: { schema: false, refuses: [[{}, ["", "nothing", "an object"]]], withholds: [0] },
  "t.Null": {
    schema: t.Null(),
    accepts: [[null]],
    refuses: [[0, ["", "null", "0"]]],
    sends: [[null]],
    withholds: [""],
  },
  "t.Boolean": {
    schema: t.Boolean(),
    accepts: [[false]],
    refuses: [["true", ["", "a boolean", '"true"']]],
    sends: [[true]],
  },
  "t.Integer": {
    schema: t.Integer({ minimum: 2, multipleOf: 2 }),
    accepts: [[2], [8]],
    refuses: [
      [0.5, ["", "an integer", "0.5"]],
      [0, ["", "an integer, at least 2", "0"]],
      [5, ["", "an integer, a multiple of 2", "5"]],
    ],
    sends: [[4]],
    withholds: [Number.NaN, "4", 4n],
  },
  "t.Number": {
    schema: t.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }),
    accepts: [[0.5]],
    refuses: [
      ["0.5", ["", "a number", '"0.5"']],
      [0, ["", "a number, greater than 0", "0"]],
      [1, ["", "a number, less than 1", "1"]],
    ],
    withholds: [Infinity],
  },
  "t.String": {
    schema: t.String({ minLength: 2, maxLength: 3, pattern: "^a" }),
    accepts: [["ab"]],
    refuses: [
      ["a", ["", "at least 2 characters", '"a"']],
      ["abcd", ["", "at most 3 characters", '"abcd"']],
      ["bc", ["", "text that matches ^a", '"bc"']],
    ],
  },
  "a string of characters beyond 16 bits": {
    schema: { type: "string", maxLength: 1 },
    accepts: [["😀"]],
    refuses: [["😀😀", ["", "at most 1 character", '"😀😀"']]],
  },
  "t.RegExp": {
    schema: t.RegExp(/^[a-c]+$/gi),
    accepts: [["ABC"], ["abc"]],
    refuses: [["x", ["", "text that matches ^[a-c]+$", '"x"']]],
    sends: [["cAb"], ["cAb"]],
    withholds: ["x", 1],
  },
  "t.TemplateLiteral": {
    schema: t.TemplateLiteral("v${0|1}"),
    accepts: [["v0"]],
    refuses: [["v2", ["", "text that matches ^v(0|1)$", '"v2"']]],
  },
  "t.Literal": {
    schema: t.Literal("a"),
    accepts: [["a"]],
    refuses: [["b", ["", '"a"', '"b"']]],
    withholds: ["b"],
  },
  "t.Enum": {
    schema: t.Enum({ A: "a", B: 2 }),
    accepts: [["a"], [2]],
    refuses: [["2", ["", '"a" or 2', '"2"']]],
  },
  "const of an object": {
    schema: { const: own('{"__proto__":{"a":1},"b":[1,null]}') },
    accepts: [[own('{"b":[1,null],"__proto__":{"a":1}}')]],
    refuses: [
      [{ b: [1, null] }, ["", "the constant of the schema", "an object"]],
      [{ b: [1, null], a: 1 }, ["", "the constant of the schema", "an object"]],
    ],
    sends: [[own('{"__proto__":{"a":1},"b":[1,null]}')]],
    withholds: [{ b: [1, null] }],
  },
  "enum of any JSON": {
    schema: { enum: [null, { a: 1 }, [2], "x"] },
    accepts: [[null], [{ a: 1 }], [[2]], ["x"]],
    refuses: [
      [
        { a: 2 },
        ["", 'null or the constant of the schema or the constant of the schema or "x"', "an object"],
      ],
    ],
  },
  nullable: {
    schema: t.Object({
      a: t.Union([t.Date(), t.Null()]),
      b: t.Optional(t.Unsafe({ type: ["integer", "null"] })),
    }),
    accepts: [[{ a: null, b: null }], [{ a: noon }, { a: at(noon) }]],
    refuses: [
      [{ a: "x", b: "1" }, ["/a", "a date and time or null", '"x"'], ["/b", "an integer or null", '"1"']],
    ],
    sends: [[{ a: null, b: 1 }], [{ a: at(noon) }, { a: noonSent }]],
    withholds: [{}],
  },
  "t.Date": {
    schema: t.Date({ minimumTimestamp: 0, exclusiveMaximumTimestamp: 4e12 }),
    accepts: [
      [noon, at(noon)],
      ["2026-02-28t13:30:00.5+01:30", at("2026-02-28T12:00:00.500Z")],
    ],
    refuses: [
      ["2026-02-30T12:00:00Z", ["", "a date and time", '"2026-02-30T12:00:00Z"']],
      ["2026-02-28", ["", "a date and time", '"2026-02-28"']],
      [0, ["", "a date and time", "0"]],
      // A Date cannot tell a leap second.
      ["2016-12-31T23:59:60Z", ["", "a date and time", '"2016-12-31T23:59:60Z"']],
      [
        "1969-12-31T23:59:59Z",
        ["", "a date and time not before 1970-01-01T00:00:00.000Z", '"1969-12-31T23:59:59Z"'],
      ],
      [
        "2096-10-02T07:06:40Z",
        ["", "a date and time before 2096-10-02T07:06:40.000Z", '"2096-10-02T07:06:40Z"'],
      ],
    ],
    sends: [[at(noon), noonSent]],
    withholds: [noon, at("x"), new Date(-1), null],
  },
  "t.Date in nested arrays": {
    schema: t.Array(t.Array(t.Date(), { minItems: 1 })),
    accepts: [
      [
        [[noon], [noon, noonSent]],
        [[at(noon)], [at(noon), at(noon)]],
      ],
    ],
    refuses: [
      [
        [[noon], ["x"], []],
        ["/1/0", "a date and time", '"x"'],
        ["/2", "at least 1 item", "an array of 0 items"],
      ],
    ],
    sends: [[[[at(noon)]], [[noonSent]]]],
    withholds: [[[noon]]],
  },
  "t.Uint8Array": {
    schema: t.Uint8Array({ minByteLength: 1, maxByteLength: 3 }),
    accepts: [
      ["AQID", bytes(1, 2, 3)],
      ["/w==", bytes(255)],
    ],
    refuses: [
      ["", ["", "at least 1 byte", '""']],
      ["AQIDBA==", ["", "at most 3 bytes", '"AQIDBA=="']],
      ["_w==", ["", "bytes in base64", '"_w=="']],
      ["/x==", ["", "bytes in base64", '"/x=="']],
      ["AQI", ["", "bytes in base64", '"AQI"']],
      [[1], ["", "bytes in base64", "an array of 1 item"]],
    ],
    sends: [
      [bytes(1, 2, 3), "AQID"],
      [Buffer.from([255]), "/w=="],
    ],
    withholds: [bytes(), "AQID", [1]],
  },
  "t.BigInt": {
    schema: t.BigInt({ minimum: -5n, exclusiveMaximum: 10n ** 30n, multipleOf: 5n }),
    accepts: [
      ["90071992547409925", 90071992547409925n],
      [10, 10n],
      ["-5", -5n],
      ["-0", 0n],
    ],
    refuses: [
      ["7", ["", "a multiple of 5", '"7"']],
      ["-10", ["", "at least -5", '"-10"']],
      [
        "1000000000000000000000000000000",
        ["", "less than 1000000000000000000000000000000", '"1000000000000000000000000000000"'],
      ],
      ["0x10", ["", "an integer in digits", '"0x10"']],
      ["", ["", "an integer in digits", '""']],
      [2 ** 53, ["", "an integer in digits", "9007199254740992"]],
      [0.5, ["", "an integer in digits", "0.5"]],
    ],
    sends: [[90071992547409925n, "90071992547409925"]],
    withholds: [10, "10", 7n],
  },
  "defaults of such kinds": {
    schema: t.Object({
      at: t.Date({ default: noon as never }),
      dates: t.Array(t.Date(), { default: [noon] as never }),
      bytes: t.Uint8Array({ default: "AQ==" as never }),
      big: t.BigInt({ default: "9007199254740993" as never }),
      pair: t.Tuple([t.String(), t.BigInt()], { default: ["a", 1] as never }),
      inner: t.Object({ at: t.Date({ default: noon as never }) }, { default: {} as never }),
    }),
    accepts: [
      [
        {},
        {
          at: at(noon),
          dates: [at(noon)],
          bytes: bytes(1),
          big: 9007199254740993n,
          pair: ["a", 1n],
          inner: { at: at(noon) },
        },
      ],
    ],
    refuses: [[{ big: null }, ["/big", "an integer in digits", "null"]]],
    withholds: [{}],
  },
  "t.Array": {
    schema: t.Array(t.Integer(), { maxItems: 2 }),
    accepts: [[[]], [[1, 2]]],
    refuses: [
      [
        [1, 2, 3],
        ["", "at most 2 items", "an array of 3 items"],
      ],
      [{ 0: 1, length: 1 }, ["", "an array", "an object"]],
      [
        ["a", 0.5],
        ["/0", "an integer", '"a"'],
        ["/1", "an integer", "0.5"],
      ],
    ],
    withholds: [[1, undefined]],
  },
  uniqueItems: {
    schema: t.Array(t.Object({ a: t.Any(), b: t.Optional(t.Any()) }), { uniqueItems: true }),
    accepts: [[[{ a: 1 }, { a: "1" }, { a: [1] }]]],
    refuses: [
      [
        [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ],
        ["", "items of which no two are equal", "an array of 2 items"],
      ],
    ],
    withholds: [[{ a: 1 }, { a: 1 }]],
  },
  "uniqueItems of dates": {
    schema: t.Array(t.Date(), { uniqueItems: true }),
    accepts: [
      [
        [noon, "1970-01-01T00:00:00Z"],
        [at(noon), new Date(0)],
      ],
    ],
    sends: [
      [
        [at(noon), new Date(0)],
        [noonSent, "1970-01-01T00:00:00.000Z"],
      ],
    ],
    withholds: [[at(noon), at(noon)]],
  },
  contains: {
    schema: t.Array(t.Any(), { contains: t.Integer(), minContains: 2, maxContains: 3 }),
    accepts: [[["a", 1, 2]]],
    refuses: [
      [
        ["a", 1],
        ["", "at least 2 of an integer among its items", "an array of 2 items"],
      ],
      [
        [1, 2, 3, 4],
        ["", "at most 3 of an integer among its items", "an array of 4 items"],
      ],
    ],
  },
  "t.Tuple": {
    schema: t.Tuple([t.String(), t.Date(), t.Object({ a: t.Integer() })]),
    accepts: [
      [
        ["a", noon, { a: 1, b: 2 }],
        ["a", at(noon), { a: 1 }],
      ],
    ],
    refuses: [
      [
        ["a", noon],
        ["", "at least 3 items", "an array of 2 items"],
      ],
      [
        ["a", 0, {}],
        ["/1", "a date and time", "0"],
        ["/2/a", "an integer", "nothing"],
      ],
    ],
    sends: [
      [
        ["a", at(noon), { a: 1, secret: 1 }],
        ["a", noonSent, { a: 1 }],
      ],
    ],
    withholds: [
      ["a", noon, { a: 1 }],
      ["a", at(noon), { a: 1 }, 4],
    ],
  },
  "a tuple with more items": {
    schema: { type: "array", items: [{ type: "string" }], additionalItems: t.Date() },
    accepts: [
      [
        ["a", noon, noon],
        ["a", at(noon), at(noon)],
      ],
      [[]],
    ],
    refuses: [
      [
        ["a", "b"],
        ["/1", "a date and time", '"b"'],
      ],
    ],
    sends: [
      [
        ["a", at(noon)],
        ["a", noonSent],
      ],
    ],
  },
  "t.Object": {
    schema: t.Object({ "a/b": t.Integer(), ["__proto__"]: t.Optional(t.String()) }),
    accepts: [[{ "a/b": 1, other: 1 }, { "a/b": 1 }], [own('{"a/b":1,"__proto__":"x"}')]],
    refuses: [
      [[], ["", "an object", "an array of 0 items"]],
      [own('{"__proto__":1}'), ["/a~1b", "an integer", "nothing"], ["/__proto__", "a string", "1"]],
    ],
    sends: [[{ "a/b": 1, secret: 2 }, { "a/b": 1 }]],
    withholds: [{}, { "a/b": undefined }],
  },
  "a required property of any value": {
    schema: t.Object({ a: t.Unknown(), b: t.Not(t.String()) }),
    accepts: [[{ a: null, b: null }]],
    refuses: [[{}, ["/a", "a value", "nothing"], ["/b", "a value", "nothing"]]],
    withholds: [{ a: undefined, b: 1 }],
  },
  "additionalProperties: false": {
    schema: t.Object({ a: t.Integer() }, { additionalProperties: false }),
    accepts: [[{ a: 1 }]],
    refuses: [[{ a: 1, "b~": 2 }, ["/b~0", "no such property", "2"]]],
    sends: [[{ a: 1, secret: 2 }, { a: 1 }]],
  },
  "additionalProperties: true": {
    schema: t.Object({ a: t.Date() }, { additionalProperties: true }),
    accepts: [
      [
        own(`{"b":1,"a":"${noon}","__proto__":2}`),
        Object.defineProperty({ a: at(noon), b: 1 }, "__proto__", { value: 2, enumerable: true }),
      ],
    ],
    sends: [
      [
        { b: 1, a: at(noon) },
        { a: noonSent, b: 1 },
      ],
    ],
  },
  "additionalProperties of dates": {
    schema: t.Object({ a: t.String() }, { additionalProperties: t.Date() }),
    accepts: [
      [
        { a: "x", b: noon },
        { a: "x", b: at(noon) },
      ],
    ],
    refuses: [[{ a: "x", b: "y" }, ["/b", "a date and time", '"y"']]],
    sends: [
      [
        { a: "x", b: at(noon) },
        { a: "x", b: noonSent },
      ],
    ],
    withholds: [{ a: "x", b: "y" }],
  },
  "t.Record": {
    schema: t.Record(t.String(), t.Object({ a: t.BigInt() })),
    accepts: [[{ x: { a: 1, b: 2 } }, { x: { a: 1n } }], [{}]],
    refuses: [[{ x: 1 }, ["/x", "an object", "1"]]],
    sends: [[{ x: { a: 1n, secret: 2 } }, { x: { a: "1" } }]],
  },
  "t.Record with a pattern": {
    schema: t.Record(t.String({ pattern: "^x-" }), t.Date(), { additionalProperties: false }),
    accepts: [[{ "x-a": noon }, { "x-a": at(noon) }]],
    refuses: [[{ "x-a": 1, y: 2 }, ["/x-a", "a date and time", "1"], ["/y", "no such property", "2"]]],
    sends: [[{ "x-a": at(noon), secret: 1 }, { "x-a": noonSent }]],
  },
  "t.Record of numbers": {
    schema: t.Record(t.Integer(), t.String()),
    accepts: [[{ 1: "a", b: 2 }, { 1: "a" }]],
    refuses: [[{ 1: 2 }, ["/1", "a string", "2"]]],
  },
  patternProperties: {
    schema: {
      type: "object",
      properties: { "d-first": t.Date() },
      patternProperties: { "^d-": t.Date(), "-n$": { type: "integer" } },
      required: ["d-must"],
    },
    accepts: [
      [
        { "d-first": noon, "d-must": noon, "d-x": noon, "a-n": 1, other: 1 },
        { "d-first": at(noon), "d-must": at(noon), "d-x": at(noon), "a-n": 1 },
      ],
    ],
    refuses: [
      [
        { "d-n": noon, "a-n": "x" },
        ["/d-must", "a date and time", "nothing"],
        ["/d-n", "an integer", `"${noon}"`],
        ["/a-n", "an integer", '"x"'],
      ],
    ],
    sends: [[{ "d-must": at(noon), secret: 1 }, { "d-must": noonSent }]],
  },
  propertyNames: {
    schema: { type: "object", propertyNames: { pattern: "^[a-z]+$", maxLength: 3 } },
    accepts: [[{ abc: 1, d: {} }]],
    refuses: [
      [
        { "A/": 1 },
        ["/A~1", "a name that is null or a boolean or a number or a string or an array or an object", '"A/"'],
      ],
    ],
    withholds: [{ abcd: 1 }],
  },
  "propertyNames of a type": {
    schema: t.Record(t.String(), t.Any(), { propertyNames: t.String({ format: "uuid" }) }),
    refuses: [[{ a: 1 }, ["/a", "a name that is a string", '"a"']]],
  },
  "minProperties and maxProperties": {
    schema: t.Record(t.String(), t.Any(), { minProperties: 1, maxProperties: 2 }),
    accepts: [[{ a: 1 }]],
    refuses: [
      [{}, ["", "at least 1 property", "an object"]],
      [{ a: 1, b: 2, c: 3 }, ["", "at most 2 properties", "an object"]],
    ],
    withholds: [{ a: undefined }],
  },
  "an object of which only little is said": {
    schema: { type: "object", required: ["a"], minProperties: 2 },
    accepts: [[{ b: 1, a: { c: 1 } }]],
    refuses: [[{}, ["/a", "a value", "nothing"], ["", "at least 2 properties", "an object"]]],
    sends: [[{ b: 1, a: 2 }]],
  },
  dependencies: {
    schema: {
      type: "object",
      properties: { card: { type: "string" }, owner: { type: "string" }, until: t.Date() },
      dependencies: { card: ["owner"], owner: { properties: { until: t.Date() }, required: ["until"] } },
    },
    accepts: [
      [{ until: noon, other: 1 }, { until: at(noon) }],
      [
        { card: "1", owner: "a", until: noon, other: 1 },
        { card: "1", owner: "a", until: at(noon) },
      ],
    ],
    refuses: [[{ card: "1" }, ["", "anything but an object or an object", "an object"]]],
    sends: [
      [
        { card: "1", owner: "a", until: at(noon), secret: 1 },
        { card: "1", owner: "a", until: noonSent },
      ],
    ],
    withholds: [{ card: "1", until: at(noon) }],
  },
  "what must be there, by anyOf": {
    schema: {
      type: "object",
      properties: { a: { type: "integer" }, b: t.Date() },
      anyOf: [{ required: ["a"] }, { required: ["b"] }],
    },
    accepts: [[{ b: noon, other: 1 }, { b: at(noon) }]],
    sends: [[{ a: 1, secret: 1 }, { a: 1 }]],
    withholds: [{ secret: 1 }],
  },
  "t.Intersect of objects": {
    schema: t.Intersect([
      t.Object({ id: t.Integer(), inner: t.Object({ a: t.Date() }) }),
      t.Object({ at: t.Date(), inner: t.Object({ b: t.Integer() }) }),
    ]),
    accepts: [
      [
        { id: 1, at: noon, inner: { a: noon, b: 2, c: 3 }, other: 1 },
        { id: 1, at: at(noon), inner: { a: at(noon), b: 2 } },
      ],
    ],
    refuses: [
      [1, ["", "an object", "1"]],
      [
        { id: 1, inner: { b: 1 } },
        ["/inner/a", "a date and time", "nothing"],
        ["/at", "a date and time", "nothing"],
      ],
    ],
    sends: [
      [
        { id: 1, at: at(noon), inner: { a: at(noon), b: 2, secret: 1 }, secret: 1 },
        { id: 1, inner: { a: noonSent, b: 2 }, at: noonSent },
      ],
    ],
  },
  "t.Intersect of arrays of objects": {
    schema: t.Intersect([t.Array(t.Object({ a: t.Date() })), t.Array(t.Object({ b: t.Integer() }))]),
    accepts: [[[{ a: noon, b: 1, c: 1 }], [{ a: at(noon), b: 1 }]]],
    sends: [[[{ a: at(noon), b: 1, secret: 1 }], [{ a: noonSent, b: 1 }]]],
  },
  "t.Intersect of dates": {
    schema: t.Intersect([t.Date({ minimumTimestamp: 0 }), t.Date({ maximumTimestamp: 4e12 })]),
    accepts: [[noon, at(noon)]],
    sends: [[at(noon), noonSent]],
    withholds: [new Date(-1), new Date(5e12)],
  },
  "t.Union of objects told apart by a member": {
    schema: shape,
    accepts: [
      [
        { kind: "circle", radius: 1, at: noon },
        { kind: "circle", radius: 1 },
      ],
      [
        { kind: "event", at: noon },
        { kind: "event", at: at(noon) },
      ],
    ],
    refuses: [
      [{ kind: "circle", radius: 0 }, ["/radius", "a number, greater than 0", "0"]],
      [{ kind: "square" }, ["/kind", `"circle" or "event"`, `"square"`]],
      [{ radius: 1 }, ["/kind", `"circle" or "event"`, "nothing"]],
      [[], ["", "an object", "an array of 0 items"]],
    ],
    sends: [
      [
        { kind: "event", at: at(noon), radius: 1 },
        { kind: "event", at: noonSent },
      ],
    ],
    withholds: [{ kind: "event", radius: 1 }],
  },
  oneOf: {
    schema: { oneOf: [t.Integer({ multipleOf: 2 }), t.Integer({ multipleOf: 3 }), t.Date()] },
    accepts: [[2], [3], [noon, at(noon)]],
    refuses: [
      [6, ["", "only one of an integer or an integer or a date and time", "6"]],
      [1, ["", "an integer or an integer or a date and time", "1"]],
    ],
    sends: [[at(noon), noonSent]],
    withholds: [6],
  },
  "t.Not": {
    schema: t.Not(t.Union([t.String(), t.Null()])),
    accepts: [[1], [{ a: 1 }]],
    refuses: [["a", ["", "anything but a string or null", '"a"']]],
    withholds: [null],
  },
  "if, then and else": {
    schema: {
      type: "object",
      properties: { kind: { type: "string" } },
      required: ["kind"],
      ...conditional(
        { properties: { kind: { const: "event" } } },
        { properties: { at: t.Date() }, required: ["at"] },
        { properties: { note: { type: "string" } } },
      ),
    },
    accepts: [
      [
        { kind: "event", at: noon, note: 1 },
        { kind: "event", at: at(noon) },
      ],
      [
        { kind: "x", at: 1, note: "n" },
        { kind: "x", note: "n" },
      ],
    ],
    sends: [
      [
        { kind: "event", at: at(noon), secret: 1 },
        { kind: "event", at: noonSent },
      ],
    ],
    withholds: [{ kind: "event" }, { kind: "x", note: 1 }],
  },
  "t.Recursive": {
    schema: tree,
    accepts: [
      [
        { at: noon, branches: [{ at: noon, branches: [], other: 1 }] },
        { at: at(noon), branches: [{ at: at(noon), branches: [] }] },
      ],
    ],
    refuses: [
      [
        { at: noon, branches: [{ at: noon, branches: [{ at: 1 }] }] },
        ["/branches/0/branches/0/at", "a date and time", "1"],
        ["/branches/0/branches/0/branches", "an array", "nothing"],
      ],
    ],
    sends: [
      [
        { at: at(noon), branches: [{ at: at(noon), branches: [], secret: 1 }] },
        { at: noonSent, branches: [{ at: noonSent, branches: [] }] },
      ],
    ],
  },
  "t.Module": {
    schema: module.Import("Company"),
    accepts: [
      [
        { people: [{ born: noon, employer: { people: [] } }] },
        { people: [{ born: at(noon), employer: { people: [] } }] },
      ],
    ],
    refuses: [
      [{ people: [{ born: noon, employer: {} }] }, ["/people/0/employer/people", "an array", "nothing"]],
    ],
    sends: [[{ people: [{ born: at(noon), secret: 1 }], secret: 1 }, { people: [{ born: noonSent }] }]],
  },
  "a reference to the whole schema": {
    schema: {
      type: "object",
      properties: { at: t.Date(), next: { $ref: "#" } },
      additionalProperties: false,
    },
    accepts: [[{ next: { next: { at: noon } } }, { next: { next: { at: at(noon) } } }]],
    refuses: [[{ next: { next: { x: 1 } } }, ["/next/next/x", "no such property", "1"]]],
    sends: [[{ next: { at: at(noon), secret: 1 } }, { next: { at: noonSent } }]],
  },
  "references to definitions": {
    schema: {
      definitions: {
        "__proto__/a": t.Object({ at: t.Date() }),
        list: { items: { $ref: "#/definitions/__proto__~1a" } },
      },
      type: "object",
      properties: { all: { $ref: "#/definitions/list" } },
    },
    accepts: [[{ all: [{ at: noon, other: 1 }] }, { all: [{ at: at(noon) }] }], [{ all: "no array" }]],
    sends: [[{ all: [{ at: at(noon), secret: 1 }] }, { all: [{ at: noonSent }] }]],
  },
};

const post = (body: unknown): RequestInit => ({
  method: "POST",
  body: JSON.stringify(body),
  headers: { "content-type": "application/json" },
});

describe.each(Object.entries(rows))("%s", (_, row) => {
  const { accepts = [], refuses = [], sends = [], withholds = [] } = row;
  const schema = row.schema as never;
  const answers = [...sends.map(([value]) => value), ...withholds];
  let received: unknown;
  const define = (): App =>
    app({ log: () => {} })
      .post("/in", { body: schema }, ({ body }) => {
        received = body;
        return "received";
      })
      .get(
        "/out/:index",
        { response: { 200: schema } },
        ({ params }) => answers[Number(params.index)] as never,
      );

  test.each(forms.map((form) => [form]))("%s", async (form) => {
    const table = await tableOf(define(), form);
    for (const sample of accepts) {
      const [value, expected] = sample.length === 1 ? [sample[0], sample[0]] : sample;
      const response = await answerTarget(table, "/in", post(value));
      expect([response.status, await response.text()]).toEqual([200, "received"]);
      expect(received).toStrictEqual(expected);
    }
    for (const [value, ...failures] of refuses) {
      const response = await answerTarget(table, "/in", post(value));
      const { errors } = (await response.json()) as { errors: unknown };
      expect([response.status, errors]).toMatchObject([
        422,
        failures.map(([pointer, expected, told]) => ({ in: "body", pointer, expected, received: told })),
      ]);
    }
    for (const [index, sample] of sends.entries()) {
      const expected = sample.length === 1 ? sample[0] : sample[1];
      const response = await answerTarget(table, `/out/${index}`);
      expect([response.status, await response.text()]).toEqual([200, JSON.stringify(expected)]);
    }
    for (const index of withholds.keys()) {
      const response = await answerTarget(table, `/out/${sends.length + index}`);
      expect([response.status, await response.json()]).toMatchObject([
        500,
        { code: "response_schema_mismatch" },
      ]);
    }
  });
});
