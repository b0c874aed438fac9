import { expect, test } from "bun:test";
import fc from "fast-check";
import { exampleNumber } from "../../src/describe/example-number.ts";
import { exampleOf } from "../../src/describe/example.ts";
import { examplePatternText } from "../../src/describe/example-pattern.ts";
import { exampleText } from "../../src/describe/example-text.ts";
import { formats } from "../../src/runtime/formats.ts";

test.each([
  ["^[A-Z]{3}-\\d{4}$", "AAA-1111"],
  ["^[a-z]+$", "a"],
  ["^(?:foo|bar)z?$", "foo"],
  ["^#[0-9a-f]{6}$", "#aaaaaa"],
  ["\\bword\\b", "word"],
  ["^$", ""],
  // What a lookahead asks for is not read: the text that comes out does not match.
  ["^(?=.*\\d)[a-z\\d]{8}$", undefined],
])("a text for the pattern %s", (pattern, text) => {
  expect(examplePatternText(pattern)).toBe(text);
});

test("a text for a pattern is as long as it has to be", () => {
  expect(exampleText({ pattern: "^[a-z]*$", minLength: 5 })).toBe("aaaaa");
  expect(exampleText({ pattern: "^[a-z]{3}$", minLength: 5 })).toBeUndefined();
  expect(exampleText({ pattern: "^[a-z]{9}$", maxLength: 5 })).toBeUndefined();
});

test("a text has a length that its schema lets it have", () => {
  expect([{ minLength: 6 }, { maxLength: 2 }, { maxLength: 0 }, {}].map(exampleText)).toEqual([
    "text……",
    "te",
    "",
    "text",
  ]);
});

test("there is a text of every format, which has it", () => {
  const wrong = Object.entries(formats).filter(([format, has]) => !has(exampleText({ format }) ?? ""));
  expect(wrong.map(([format]) => format)).toEqual([]);
});

const fits = (value: number, of: Record<string, unknown>): boolean =>
  (of["type"] === "number" || Number.isInteger(value)) &&
  value >= Number(of["minimum"] ?? -Infinity) &&
  value <= Number(of["maximum"] ?? Infinity) &&
  value > Number(of["exclusiveMinimum"] ?? -Infinity) &&
  value < Number(of["exclusiveMaximum"] ?? Infinity) &&
  (of["multipleOf"] === undefined || Number.isInteger(value / Number(of["multipleOf"])));

const bound = fc.option(fc.integer({ min: -40, max: 40 }), { nil: undefined });

test("a number fits its rules, where a whole or a half one does", () => {
  const rules = fc.record({
    type: fc.constantFrom("integer", "number"),
    minimum: bound,
    maximum: bound,
    exclusiveMinimum: bound,
    exclusiveMaximum: bound,
    multipleOf: fc.option(fc.constantFrom(1, 2, 3, 7, 0.5), { nil: undefined }),
  });
  const all = Array.from({ length: 200 }, (_, index) => (index - 100) / 2);
  fc.assert(
    fc.property(rules, (of) => {
      fc.pre(all.some((value) => fits(value, of)));
      expect({ of, fits: fits(exampleNumber(of), of) }).toEqual({ of, fits: true });
    }),
    { numRuns: 1000 },
  );
});

test.each([
  [{ type: "array", items: { type: "integer" } }, [1]],
  [{ type: "array", items: { type: "integer" }, minItems: 3 }, [1, 1, 1]],
  [{ type: "array", items: { type: "integer" }, maxItems: 0 }, []],
  [{ type: "array", items: { type: "integer" }, minItems: 0 }, [1]],
  [{ type: "array", items: { type: "integer" }, default: [] }, []],
])("%j has the example %j", (schema, example) => {
  expect(exampleOf(schema, {})).toEqual(example);
});
