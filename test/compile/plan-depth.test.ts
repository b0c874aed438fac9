import { describe, expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { app, t } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";

const depthOf = (body: unknown): number | undefined =>
  planApp(
    app({ limits: { jsonDepth: 9 } })
      .post("/", { body: body as TSchema }, () => "ran")
      .definition(),
    "/",
  ).plan.routes[0]?.bodyDepth;

const Point = t.Object({ x: t.Number(), tags: t.Array(t.String()) });

describe("a body is not measured where its schema bounds its depth", () => {
  test.each<readonly [string, unknown]>([
    ["a leaf", t.Integer()],
    ["objects and arrays", t.Object({ a: t.Array(Point), b: t.Optional(Point) })],
    ["a record", t.Record(t.String(), Point)],
    ["a tuple", t.Tuple([t.String(), Point])],
    ["a union", t.Union([Point, t.Object({ a: Point }), t.Null()])],
    ["an intersection", t.Intersect([Point, t.Object({ y: t.Number() })])],
    ["a schema that refuses the rest", t.Object({ a: Point }, { additionalProperties: false })],
    ["a schema that keeps numbers", t.Object({ a: Point }, { additionalProperties: t.Number() })],
    ["one schema in two places", t.Object({ a: t.Array(Point), b: t.Tuple([Point, Point]) })],
    ["an array that contains", t.Array(t.Number(), { contains: t.Literal(1) })],
  ])("%s", (_, schema) => {
    expect(depthOf(schema)).toBeUndefined();
  });
});

describe("a body is measured where its schema lets anything in", () => {
  test.each<readonly [string, unknown]>([
    ["anything", t.Unknown()],
    ["a property of anything", t.Object({ a: t.Array(t.Object({ b: t.Any() })) })],
    ["an object of anything", { type: "object" }],
    ["kept properties", t.Object({ a: Point }, { additionalProperties: true })],
    ["kept properties by a pattern", { type: "object", patternProperties: { "^x": {} } }],
    ["a schema that only counts", { type: "object", minProperties: 1 }],
    ["items of anything", { type: "array" }],
    ["the rest of a tuple", { type: "array", items: [{ type: "string" }] }],
    ["unique items", t.Array(t.Array(t.Number()), { uniqueItems: true })],
    ["contained arrays", t.Array(t.Number(), { contains: t.Array(t.Any()) })],
    [
      "an intersection of objects that are only counted",
      t.Intersect([t.Object({}), { type: "object", minProperties: 1 } as never]),
    ],
    ["an intersection of any objects", { allOf: [{ type: "object" }, { type: "object" }] }],
    ["a negation", t.Not(t.Number())],
    ["a constant array", { const: [1, [2]] }],
    ["a recursive schema", t.Recursive((Self) => t.Object({ next: t.Optional(Self) }))],
    ["a variant", t.Union([Point, t.Any()])],
    ["a member", t.Intersect([Point, t.Object({ y: t.Any() })])],
  ])("%s", (_, schema) => {
    expect(depthOf(schema)).toBe(9);
  });
});
