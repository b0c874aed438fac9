import { expect, test } from "bun:test";
import { paintFor } from "../../src/measure/paint.ts";
import { reportText } from "../../src/measure/report-text.ts";
import { measurementWith } from "./support.ts";

const plain = paintFor(false);

test("a line for each, figures ending at the same place", () => {
  const longer = measurementWith({ name: "another one", p50Ns: 7.254, iterations: 12, heapBytes: 14_000 });
  expect(reportText([measurementWith({}), longer], plain)).toBe(
    `
NAME             P50      P95      P99    MIN     MAX   CALLS  HEAP/CALL
one           101 ns  1.07 µs  2.50 ms  95 ns  3.00 s  12,345       96 B
another one  7.25 ns  1.07 µs  2.50 ms  95 ns  3.00 s      12    14.0 KB`.slice(1),
  );
});

test("ratios, where there is a baseline", () => {
  const all = [
    measurementWith({ name: "before", isBaseline: true, ratio: 1 }),
    measurementWith({ name: "after", ratio: 0.5 }),
    measurementWith({ name: "alike", ratio: 1.04 }),
    measurementWith({ name: "slower", ratio: 20.5 }),
  ];
  const ratios = reportText(all, plain)
    .split("\n")
    .map((line) => line.split(/\s+/).at(-1));
  expect(ratios).toEqual(["RATIO", "baseline", "0.50", "1.04", "20.50"]);
});

test("colours: the head is dim, what is faster green, slower yellow, alike as it is", () => {
  const all = [
    measurementWith({ name: "before", isBaseline: true, ratio: 1 }),
    measurementWith({ name: "after", ratio: 0.9 }),
    measurementWith({ name: "alike", ratio: 0.96 }),
    measurementWith({ name: "slower", ratio: 1.1 }),
  ];
  const starts = reportText(all, paintFor(true))
    .split("\n")
    .map((line) => /^.\[(\d+)m/.exec(line)?.[1]);
  expect(starts).toEqual(["2", undefined, "32", undefined, "33"]);
});

test("what is not known of the heap is a dash, and a name has one line", () => {
  const [, line = ""] = reportText(
    [measurementWith({ name: "a\nb\u001B[31m", heapBytes: undefined })],
    plain,
  ).split("\n");
  expect(line).toStartWith("a b [31m  ");
  expect(line).toEndWith("  12,345          -");
});

test("without measurements it says so", () => {
  expect(reportText([], plain)).toBe("Nothing was measured.");
});
