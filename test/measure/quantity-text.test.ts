import { expect, test } from "bun:test";
import { bytesText, countText, durationText } from "../../src/measure/quantity-text.ts";

test.each([
  [0, "0 ns"],
  [0.2544, "0.254 ns"],
  [5.7, "5.70 ns"],
  [9.996, "10.0 ns"],
  [812.4, "812 ns"],
  [999.4, "999 ns"],
  [999.6, "1.00 µs"],
  [14_000, "14.0 µs"],
  [999_400, "999 µs"],
  [999_700, "1.00 ms"],
  [48e6, "48.0 ms"],
  [2.5e9, "2.50 s"],
  [125e9, "125 s"],
  [5000e9, "5000 s"],
])("%d ns is %s", (nanoseconds, text) => {
  expect(durationText(nanoseconds)).toBe(text);
});

test.each([
  [0.4, "0 B"],
  [96, "96 B"],
  [1250, "1.25 KB"],
  [3_000_000, "3.00 MB"],
])("%d bytes are %s", (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

test("a count has its thousands apart", () => {
  expect(countText(1_234_567.4)).toBe("1,234,567");
});
