import { describe, expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { app, t } from "../../src/bunsen.ts";
import type { EncoderPlan } from "../../src/compile/app-plan.ts";
import { type Calibration, defaultCalibration } from "../../src/compile/calibration.ts";
import { planApp } from "../../src/compile/plan.ts";

function encoderOf(schema: unknown, calibration: Calibration = defaultCalibration): EncoderPlan | undefined {
  const subject = app().get("/", { response: { 200: schema as TSchema } }, () => null as never);
  const { plan, diagnostics } = planApp(subject.definition(), "/", calibration);
  expect(diagnostics).toEqual([]);
  return plan.routes[0]?.encoders[200];
}

const Item = t.Object({ id: t.Integer(), name: t.String() });
const Closed = t.Object({ id: t.Integer() });
const Open = t.Object({ id: t.Integer() }, { additionalProperties: true });

const strategies: Readonly<Record<string, readonly [schema: unknown, strategy: string]>> = {
  "t.Integer": [t.Integer(), "native"],
  "t.Array of leaves": [t.Array(t.Integer()), "native"],
  "t.Any": [t.Any(), "native"],
  "t.Void": [t.Void(), "native"],
  "t.Object of leaves": [Closed, "projection"],
  "t.Date": [t.Date(), "projection"],
  "t.Record": [t.Record(t.String(), t.Integer()), "projection"],
  "t.Array of dates": [t.Array(t.Date()), "projection"],
  "t.Array of objects": [t.Array(Item), "chunked"],
  "t.Array of a tagged union, and null": [
    t.Array(t.Union([t.Object({ k: t.Literal(1) }), t.Object({ k: t.Literal(2) }), t.Null()])),
    "chunked",
  ],
  "t.Array of objects or null": [t.Union([t.Array(Item), t.Null()]), "chunked"],
  "t.Array in a property": [t.Object({ total: t.Integer(), items: t.Optional(t.Array(Item)) }), "chunked"],
  "t.Array of objects that do not say all": [t.Array(t.Object({ any: t.Any() })), "projection"],
  "such an array in a property": [t.Object({ items: t.Array(t.Object({ any: t.Any() })) }), "chunked"],
  "t.Array of few objects": [t.Array(Item, { maxItems: 9 }), "projection"],
  "t.Array of objects that keep other properties": [t.Array(Open), "projection"],
  "t.Array of objects with a toJSON": [t.Array(t.Object({ toJSON: t.Any() })), "projection"],
  "two kinds of array": [t.Union([t.Array(Closed), t.Array(Item)]), "projection"],
  "t.String": [t.String(), "segments"],
  "t.String that is short": [t.String({ maxLength: 100 }), "native"],
  "t.String in a format": [t.String({ format: "uuid" }), "native"],
  "t.String in a property": [Item, "segments"],
  "t.String in a property of an object that keeps others": [
    t.Object({ name: t.String() }, { additionalProperties: true }),
    "projection",
  ],
};

test.each(Object.entries(strategies))("%s", (_, [schema, strategy]) => {
  expect(encoderOf(schema)?.strategy).toBe(strategy as EncoderPlan["strategy"]);
});

describe("an encoder plan", () => {
  test("says from where on, in words and in numbers", () => {
    expect(encoderOf(t.Object({ note: t.String(), name: t.String(), items: t.Array(Item) }))).toEqual({
      strategy: "chunked",
      reason:
        '"items" in slices of about 158 from 211 items on; "note", "name" in segments from 1024 characters on',
      checks: "rules",
      long: [
        { kind: "text", key: "note", from: 1024 },
        { kind: "text", key: "name", from: 1024 },
        { kind: "list", key: "items", from: 211, itemsPerSlice: 158 },
      ],
    });
  });

  test("takes slices from fewer items on where they are larger", () => {
    const wide = t.Object(
      Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`member${i}`, t.String()])),
    );
    expect(encoderOf(t.Array(wide))?.long).toEqual([{ kind: "list", from: 16, itemsPerSlice: 7 }]);
  });

  test("of a recursive schema is made as well", () => {
    const tree = t.Recursive((Self) => t.Object({ name: t.String(), children: t.Array(Self) }));
    expect(encoderOf(tree)?.long).toEqual([
      { kind: "text", key: "name", from: 1024 },
      {
        kind: "list",
        key: "children",
        from: expect.any(Number) as number,
        itemsPerSlice: expect.any(Number) as number,
      },
    ]);
  });

  test("follows the calibration", () => {
    const schema = t.Object({ note: t.String(), items: t.Array(Item) });
    const never = {
      ...defaultCalibration,
      listLength: Number.POSITIVE_INFINITY,
      textLength: Number.POSITIVE_INFINITY,
    };
    expect(encoderOf(schema, never)?.strategy).toBe("projection");
    expect(encoderOf(schema, { ...never, textLength: 9 })?.long).toEqual([
      { kind: "text", key: "note", from: 9 },
    ]);
  });
});
