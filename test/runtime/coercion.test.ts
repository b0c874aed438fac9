import { describe, expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { t } from "../../src/bunsen.ts";
import { Names } from "../../src/compile/names.ts";
import { SchemaPlanner } from "../../src/compile/schema-planner.ts";
import { coerce } from "../../src/runtime/coercion.ts";
import { withAllFailures } from "../../src/runtime/failures.ts";
import { shortestMs } from "../support/elapsed.ts";

const origin = { route: "POST /", location: "body", hasFiles: false, isRaw: false };

/** What a schema's coercion makes of a value. */
function coercerOf(schema: TSchema): (value: unknown) => unknown {
  const planner = new SchemaPlanner(new Names());
  const problems: unknown[] = [];
  const name = planner.plan(schema, "input", "Coerced", origin, (problem) => problems.push(problem));
  expect(problems).toEqual([]);
  const registry = withAllFailures(planner.registry);
  return (value) => coerce({ kind: "named", name }, value, registry);
}

const deep = (depth: number): unknown => {
  let value: unknown = { n: "x" };
  for (let index = 0; index < depth; index++) value = { n: 1, next: value };
  return value;
};

const rows: Readonly<Record<string, readonly [TSchema, readonly (readonly [unknown, unknown])[]]>> = {
  integer: [
    t.Integer(),
    [
      ["7", 7],
      [7, 7],
      ["7.5", "7.5"],
      [" 7", " 7"],
      ["", ""],
      [null, null],
      [true, true],
      [["7"], ["7"]],
    ],
  ],
  boolean: [
    t.Boolean(),
    [
      ["true", true],
      ["0", false],
      ["yes", "yes"],
      [1, 1],
    ],
  ],
  "text, which stays text": [
    t.String(),
    [
      ["7", "7"],
      [7, 7],
    ],
  ],
  "a union: what fits stays, else the first variant": [
    t.Union([t.Integer(), t.String(), t.Boolean()]),
    [
      ["7", "7"],
      [7, 7],
    ],
  ],
  "a union that text fits nothing of": [
    t.Union([t.Boolean(), t.Integer()]),
    [
      ["7", 7],
      ["1", true],
      ["x", "x"],
    ],
  ],
  "an object's members": [
    t.Object({ n: t.Integer(), s: t.String(), o: t.Optional(t.Object({ b: t.Boolean() })) }),
    [
      [
        { n: "7", s: "7", o: { b: "true" }, more: "7" },
        { n: 7, s: "7", o: { b: true }, more: "7" },
      ],
      [{ s: 1 }, { s: 1 }],
      ["{}", "{}"],
    ],
  ],
  "members with names of Object.prototype": [
    t.Object({ ["__proto__"]: t.Integer(), constructor: t.Integer() }),
    [
      [
        { ["__proto__"]: "1", constructor: "2" },
        { ["__proto__"]: 1, constructor: 2 },
      ],
    ],
  ],
  "a record's values": [
    t.Record(t.String(), t.Integer()),
    [
      [
        { a: "1", ["__proto__"]: "2" },
        { a: 1, ["__proto__"]: 2 },
      ],
    ],
  ],
  "a pattern's values": [
    t.Record(t.String({ pattern: "^n" }), t.Integer()),
    [
      [
        { n1: "1", s: "1" },
        { n1: 1, s: "1" },
      ],
    ],
  ],
  "other properties": [
    t.Object({ s: t.String() }, { additionalProperties: t.Integer() }),
    [
      [
        { s: "1", n: "1" },
        { s: "1", n: 1 },
      ],
    ],
  ],
  items: [
    t.Array(t.Array(t.Number())),
    [
      [
        [["1.5"], [2, "x"]],
        [[1.5], [2, "x"]],
      ],
      ["1", "1"],
    ],
  ],
  "a tuple's items": [
    t.Tuple([t.Integer(), t.String()]),
    [
      [
        ["1", "2", "3"],
        [1, "2", "3"],
      ],
    ],
  ],
  "an intersection": [
    t.Intersect([t.Object({ a: t.Integer() }), t.Object({ b: t.Boolean() })]),
    [
      [
        { a: "1", b: "1" },
        { a: 1, b: true },
      ],
    ],
  ],
  "what refers to itself": [
    t.Recursive((This) => t.Object({ n: t.Integer(), next: t.Optional(This) })),
    [
      [
        { n: "1", next: { n: "2" } },
        { n: 1, next: { n: 2 } },
      ],
    ],
  ],
  "null and constants": [
    t.Object({ a: t.Null(), b: t.Literal(7), c: t.Literal(true) }),
    [
      [
        { a: "null", b: "7", c: "true" },
        { a: null, b: 7, c: true },
      ],
    ],
  ],
  "dates, which are text already": [t.Date(), [["2026-02-28T12:00:00Z", "2026-02-28T12:00:00Z"]]],
};

describe("text in JSON is read by the rules of the query", () => {
  test.each(Object.entries(rows))("%s", (_, [schema, samples]) => {
    const coerceBySchema = coercerOf(schema);
    for (const [value, expected] of samples) expect(coerceBySchema(value)).toEqual(expected);
  });

  test("the value that came is left as it was", () => {
    const value = Object.freeze({ n: "7", list: Object.freeze(["1"]) });
    expect(coercerOf(t.Object({ n: t.Integer(), list: t.Array(t.Integer()) }))(value)).toEqual({
      n: 7,
      list: [1],
    });
    expect(value).toEqual({ n: "7", list: ["1"] });
  });

  test("twice as deep takes about twice as long", () => {
    const coerceBySchema = coercerOf(
      t.Recursive((This) => t.Object({ n: t.Integer(), next: t.Optional(This) })),
    );
    const [short, long] = [deep(200), deep(1600)];
    shortestMs(() => coerceBySchema(long));
    const ratio = shortestMs(() => coerceBySchema(long)) / shortestMs(() => coerceBySchema(short));
    expect(ratio).toBeLessThan(32);
  });
});
