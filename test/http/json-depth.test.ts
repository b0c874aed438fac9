import { expect, test } from "bun:test";
import fc from "fast-check";
import { checkDepth, shortestDeeperThan } from "../../src/http/json-depth.ts";

/** How deep JSON text is, by its brackets alone: it has no text with any in it. */
function depthOf(json: string): number {
  let [depth, deepest] = [0, 0];
  for (const character of json) {
    if (character === "[" || character === "{") deepest = Math.max(deepest, ++depth);
    if (character === "]" || character === "}") depth--;
  }
  return deepest;
}

const isWithin = (json: string, limitDepth: number): boolean => {
  try {
    checkDepth(JSON.parse(json), limitDepth);
    return true;
  } catch {
    return false;
  }
};

test("a value is as deep as its text", () => {
  const key = fc.constantFrom("a", "b", "__proto__", "constructor", "0", "1");
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 8 },
      fc.constantFrom(1, "x", null, true),
      fc.array(tie("json"), { maxLength: 3 }),
      fc.array(fc.tuple(key, tie("json")), { maxLength: 3 }).map(Object.fromEntries),
    ),
  }));
  fc.assert(
    fc.property(json, fc.integer({ min: 1, max: 9 }), (value, limitDepth) => {
      const text = JSON.stringify(value);
      expect(isWithin(text, limitDepth)).toBe(depthOf(text) <= limitDepth);
      if (text.length < shortestDeeperThan(limitDepth)) expect(depthOf(text)).toBeLessThanOrEqual(limitDepth);
    }),
    { seed: 12, numRuns: 3000 },
  );
});

test("the shortest text that is too deep is long enough to be looked at", () => {
  for (const limitDepth of [1, 2, 128]) {
    const text = "[".repeat(limitDepth + 1) + "]".repeat(limitDepth + 1);
    expect(text.length).toBe(shortestDeeperThan(limitDepth));
    expect(isWithin(text, limitDepth)).toBe(false);
    expect(isWithin(text.slice(1, -1), limitDepth)).toBe(true);
  }
});

test("a value of a million levels does not overflow the stack", () => {
  const text = "[".repeat(1_000_000) + "]".repeat(1_000_000);
  expect(() => checkDepth(JSON.parse(text), 1000)).toThrow("deeper than the 1000 levels");
});
