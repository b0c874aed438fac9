import { expect, test } from "bun:test";
import { type Change, IncomparableError, changeLines, compareResults } from "../../bench/compare.ts";
import type { Figure } from "../../bench/figures.ts";
import type { Measurement } from "../../bench/http/measure.ts";
import type { Results } from "../../bench/http/results.ts";
import { summarizeAll } from "../../bench/http/summary.ts";
import { createResults } from "./results.ts";

const measured = (contender: string, ...cpu: number[]): Measurement => ({
  workload: "ping",
  contender,
  rounds: cpu.map((cpuMicroseconds) => ({ cpuMicroseconds, requestsPerSecond: 1, foreignShare: 0 })),
  repeatedRounds: 0,
});

const figure = (contender: string, value: number): Figure => ({
  workload: "start",
  contender,
  unit: "ms",
  values: [value],
});

const runOf = (...cpu: number[]): Results => {
  const measurements = [measured("hand-written", 10, 10), measured("bunsen", ...cpu)];
  return createResults({
    measurements,
    summaries: summarizeAll(measurements),
    figures: [figure("hand-written", 10), figure("bunsen", cpu[0] ?? 0)],
  });
};

const ofBunsen = (changes: readonly Change[]) =>
  changes
    .filter(({ contender }) => contender === "bunsen")
    .map(({ workload, before, after, isClear }) => [workload, before.toFixed(2), after.toFixed(2), isClear]);

test("a change that is more than the spread is clear", () => {
  expect(ofBunsen(compareResults(runOf(11, 12), runOf(8, 9)))).toEqual([
    ["ping", "1.15", "0.85", true],
    ["start", "1.10", "0.80", true],
  ]);
  expect(ofBunsen(compareResults(runOf(10, 12), runOf(9, 11)))[0]).toEqual(["ping", "1.10", "1.00", false]);
});

test("changes are told with their ranges", () => {
  const lines = changeLines(compareResults(runOf(11, 12), runOf(8, 9))).map((line) => line.split(/  +/));
  expect(lines[0]).toEqual(["workload", "contender", "before", "min–max", "after", "min–max", "change"]);
  expect(lines[2]).toEqual([
    "ping",
    "bunsen",
    "1.150",
    "1.100–1.200",
    "0.850",
    "0.800–0.900",
    "-26.1 %",
    "*",
  ]);
});

test("what only one of them measured is left out", () => {
  const { figures: _, ...without } = runOf(8);
  expect(ofBunsen(compareResults(runOf(11), { ...without, figures: [] }))).toHaveLength(1);
});

const run = runOf(10);

test.each([
  ["cpu: Some CPU and Other", { machine: { ...run.machine, cpu: "Other" } }],
  ["cores: 2 and 8", { machine: { ...run.machine, cores: 8 } }],
  ["Bun: 1.4.5 and 1.4.6", { machine: { ...run.machine, bun: "1.4.6" } }],
  ["connections: 64 and 128", { connections: 128 }],
  ["load generator: wrk and own generator", { generator: "own generator" }],
  ["payload of ping: it asks for, or gets, something else", { payloads: { ping: "def" } }],
])("runs that say nothing of each other are refused: %s", (reason, difference) => {
  const compare = (): unknown => compareResults(run, { ...run, ...difference });
  expect(compare).toThrow(IncomparableError);
  expect(compare).toThrow(reason);
});

test("another schedule is another load", () => {
  const other = { ...run, schedule: { ...run.schedule, rounds: 2 } };
  expect(() => compareResults(run, other)).toThrow("schedule: {");
});
