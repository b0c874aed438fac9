import { expect, test } from "bun:test";
import { parseCalibration } from "../../src/compile/calibration.ts";

test("lengths are read, and null is never", () => {
  expect(parseCalibration('{"bun":"1.4.5","listLength":9000,"textLength":null}')).toEqual({
    origin: "calibrated",
    listLength: 9000,
    textLength: Number.POSITIVE_INFINITY,
  });
});

test.each([
  '{"listLength":0,"textLength":1}',
  '{"listLength":1.5,"textLength":1}',
  '{"listLength":9}',
  "[]",
  "7",
  "{",
])("%s is refused", (text) => {
  expect(() => parseCalibration(text)).toThrow();
});
