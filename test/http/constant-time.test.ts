import { expect, test } from "bun:test";
import { constantTimeEqual, constantTimeFinder } from "../../src/http/constant-time.ts";

// Comparisons that told where secrets differ, or failed for unequal lengths.
test.each([
  ["", "", true],
  ["secret", "secret", true],
  ["secret", "secreT", false],
  ["secret", "secre", false],
  ["secret", "", false],
  ["secret", "secret\0", false],
  ["é", "e\u0301", false],
  ["x".repeat(100_000), "x".repeat(100_000), true],
  ["x".repeat(100_000), "x".repeat(99_999), false],
])("GHSA-gq3j-xvxp-8hrf, GHSA-26f5-8h2x-34xh / CVE-2026-33129: %j and %j: %p", (a, b, expected) => {
  expect([constantTimeEqual(a, b), constantTimeEqual(b, a)]).toEqual([expected, expected]);
});

test("bytes and text are compared as bytes", () => {
  expect(constantTimeEqual(new TextEncoder().encode("sécret"), "sécret")).toBe(true);
  expect(constantTimeEqual(new Uint8Array([1, 2]), new Uint8Array([1, 2, 0]))).toBe(false);
});

test("a secret is found among some, whole", () => {
  const find = constantTimeFinder(["a", "bb", "ccc"]);
  expect(["a", "bb", "ccc", "", "b", "bbb", "c", "A"].map(find)).toEqual([0, 1, 2, -1, -1, -1, -1, -1]);
  expect(constantTimeFinder([])("")).toBe(-1);
});
