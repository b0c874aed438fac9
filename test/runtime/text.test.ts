import { expect, test } from "bun:test";
import fc from "fast-check";
import { parseArray, parseInteger } from "../../src/runtime/text.ts";

/** The rule as it is documented: `-?digits` within ±2^53. */
function integerOf(text: string): unknown {
  const isInteger = /^-?\d+$/.test(text) && text.length <= 17;
  return isInteger && Number.isSafeInteger(Number(text)) && text.replace("-", "").length <= 16
    ? Number(text)
    : text;
}

test("an integer is digits within what a double can tell", () => {
  const digits = fc.array(fc.constantFrom(..."0123456789"), { maxLength: 18 }).map((list) => list.join(""));
  const text = fc.oneof(
    digits,
    digits.map((some) => `-${some}`),
    digits.map((some) => `9007199254740${some.slice(0, 4)}`),
    fc.string({ maxLength: 4 }),
    fc.constantFrom("", "-", "--1", "+1", "1-", "٣", " 1", "1e3", "9007199254740991", "-9007199254740992"),
  );
  fc.assert(
    fc.property(text, (given) => {
      expect(parseInteger(given)).toBe(integerOf(given));
    }),
    { seed: 6, numRuns: 3000 },
  );
});

test("minus nothing is minus nothing", () => {
  expect([parseInteger("-0"), parseInteger("0"), parseInteger("-007")]).toEqual([-0, 0, -7]);
});

const placed = (item: string | File, index: number): string => `${index}${String(item)}`;

test("a single value is an array of one, and each item has its place", () => {
  expect(parseArray("a", placed)).toEqual(["0a"]);
  expect(parseArray(["a", "b"], placed)).toEqual(["0a", "1b"]);
  expect(parseArray(undefined, placed)).toBeUndefined();
});
