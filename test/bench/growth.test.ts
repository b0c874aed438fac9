import { expect, test } from "bun:test";
import type { Figure } from "../../bench/figures.ts";
import { lines } from "../../bench/growth/lines.ts";
import { measurePoint } from "../../bench/growth/part.ts";
import { growthLines, slopeOf } from "../../bench/growth/slope.ts";
import { ownGenerator } from "../../bench/http/load.ts";

const pointsOf = (...medians: number[]) => medians.map((median, index) => ({ at: index * 10, median }));

test("a slope is what one more costs", () => {
  expect(slopeOf(pointsOf(5, 6, 7))).toBeCloseTo(0.1);
  expect(slopeOf(pointsOf(3, 3, 3))).toBe(0);
  expect(slopeOf(pointsOf(5, 4))).toBeCloseTo(-0.1);
});

const figure = (contender: string, at: number, value: number): Figure => ({
  workload: `growth-routes-${at}`,
  contender,
  unit: "µs CPU/req",
  values: [value],
  point: { line: "growth-routes", at },
});

test("figures along a line are one line for each contender", () => {
  const { point: _, ...alone } = figure("a", 1, 1);
  const figures = [alone, figure("a", 10, 5), figure("b", 10, 6), figure("a", 20, 7)];
  expect(growthLines(figures).map(({ contender, points }) => [contender, points.length])).toEqual([
    ["a", 2],
    ["b", 1],
  ]);
});

const schedule = { warmUpSeconds: 0, rounds: 1, roundSeconds: 0.1, repeats: 0 };

test.each([...lines])(
  "both servers of $name answer alike from little to much, and are measured",
  async (line) => {
    const { signal } = new AbortController();
    for (const at of line.points.slice(0, 2)) {
      const figures = await measurePoint(line, at, schedule, ownGenerator, signal);
      expect(figures.map(({ contender, point }) => [contender, point?.at])).toEqual([
        ["hand-written", at],
        ["bunsen", at],
      ]);
    }
  },
  30_000,
);
