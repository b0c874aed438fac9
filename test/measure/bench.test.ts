import { expect, test } from "bun:test";
import { type BenchOptions, createBench } from "../../src/measure/bench.ts";
import { loadMitata } from "../../src/measure/mitata.ts";

/** A clock by which each call, or each 4,096 short ones, takes a second more than the one before. */
function steppingClock(): () => number {
  let readings = 0;
  let now = 0;
  return () => (now += readings++ % 2 === 0 ? 0 : Math.ceil(readings / 2) * 1e9);
}

const quick = (options: BenchOptions = {}) => createBench({ durationMs: 1, ...options });

const numbers = Array.from({ length: 1000 }, () => 1.5);

/** Long enough to be timed by itself. */
const slow = () => Bun.sleepSync(1);

test("quantiles are those of the samples", async () => {
  const bench = quick({ now: steppingClock() });
  const { name, isBaseline, heapBytes: _, ...figures } = await bench.measure("slow", slow);
  expect({ name, isBaseline, ...figures }).toEqual({
    name: "slow",
    isBaseline: false,
    // mitata takes twelve samples at least, and leaves none out of so few.
    iterations: 12,
    minNs: 1e9,
    p50Ns: 6e9,
    p95Ns: 11e9,
    p99Ns: 11e9,
    maxNs: 12e9,
  });
});

test("a function is called without arguments, and its promise is waited for", async () => {
  const received: unknown[][] = [];
  let ended = 0;
  const run = async (...args: unknown[]) => {
    received.push(args);
    await Bun.sleep(1);
    ended++;
  };
  const { iterations } = await quick().measure("async", run);
  expect({ args: new Set(received.flat()), ended: ended === received.length }).toEqual({
    args: new Set(),
    ended: true,
  });
  expect(iterations).toBeGreaterThan(0);
});

test("a function with parameters is a function, too", async () => {
  const { iterations } = await quick().measure("parameters", (_given?: unknown, _more = 1) => slow());
  expect(iterations).toBeGreaterThan(0);
});

test("results are compared with the baseline, wherever it stands", async () => {
  const bench = quick();
  await bench.measure("first", slow);
  await bench.measure("second", slow, { baseline: true });
  const [first, second] = bench.results;
  expect(second).toMatchObject({ name: "second", isBaseline: true, ratio: 1 });
  expect(first?.ratio).toBe((first?.p50Ns ?? 0) / (second?.p50Ns ?? 0));
});

test("without a baseline there are no ratios", async () => {
  const bench = quick();
  await bench.measure("only", slow);
  expect(bench.results).toMatchObject([{ name: "only", ratio: undefined }]);
});

test.each([
  ["objects of six members", 64, () => ({ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 })],
  ["lists of a thousand numbers", 8016, () => numbers.slice()],
])("the heap: %s", async (_, bytes, run) => {
  const { heapBytes = 0 } = await quick().measure("heap", run);
  // By blocks of 16 KB, of which not all is used.
  expect(heapBytes / bytes).toBeGreaterThan(0.9);
  expect(heapBytes / bytes).toBeLessThan(1.3);
});

test("the heap, where it has places that others have left, is not told to be less", async () => {
  const made = Array.from({ length: 200_000 }, (_, f) => ({ a: 1, b: 2, c: 3, d: 4, e: 5, f }));
  const left = made.filter(({ f }) => f % 10 === 0);
  made.length = 0;
  const { heapBytes } = await quick().measure("heap", () => ({ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 }));
  expect(left.length).toBe(20_000);
  // It is right, or not known; but not less.
  expect(heapBytes ?? 64).toBeGreaterThan(0.9 * 64);
});

test("the heap of what is too slow to be called often is not told", async () => {
  const { heapBytes } = await quick().measure("slow", () => Bun.sleepSync(10));
  expect(heapBytes).toBeUndefined();
});

test("a report is written as a table or as JSON, and given", async () => {
  const written: string[] = [];
  const bench = quick({ write: (text) => written.push(text), colors: false });
  await bench.measure("one", slow);
  const results = bench.report();
  expect(bench.report({ json: true })).toEqual(results);
  const [table = "", json = ""] = written;
  expect(table.split("\n").map((line) => line.split(" ")[0])).toEqual(["NAME", "one"]);
  expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(results)));
});

test("what the function throws is thrown, and nothing is kept of it", async () => {
  const bench = quick();
  const failing = bench.measure("failing", () => Promise.reject(new Error("no database")));
  await expect(failing).rejects.toThrow("no database");
  expect(bench.results).toEqual([]);
});

test("where mitata is not there, it is told how to add it", async () => {
  const missing = loadMitata(() => import("mitata-that-is-not-there" as string));
  await expect(missing).rejects.toThrow(
    "bunsen/bench needs mitata, which is not there.\n  Fix: bun add -d mitata",
  );
});

test.each<[given: unknown, message: string]>([
  [
    { duration: 5 },
    "createBench.duration: there is no such option; there are durationMs, write, colors, now.",
  ],
  [{ durationMs: "5" }, 'createBench.durationMs: expected a number of ms, received "5".'],
  [{ durationMs: 0 }, "createBench.durationMs: expected more than 0 and at most 60000 ms, received 0."],
  [{ write: 1 }, "createBench.write: expected a function, received 1."],
  [{ colors: 1 }, "createBench.colors: expected true or false, received 1."],
  [{ now: 1 }, "createBench.now: expected a function, received 1."],
])("options that do not fit are refused: %j", (given, message) => {
  expect(() => createBench(given as BenchOptions)).toThrow(message);
});

test.each<[args: unknown[], message: string]>([
  [[1, slow], "measure: its name: expected text, received 1."],
  [["a", 1], "measure: what is measured: expected a function, received 1."],
  [["a", slow, { base: true }], "measure.base: there is no such option; there are baseline, durationMs."],
  [["a", slow, { durationMs: 60_001 }], "measure.durationMs: expected more than 0 and at most 60000 ms"],
  [["a", slow, { baseline: true }], 'measure.baseline: expected one, which is "first", received "a".'],
])("what cannot be measured is refused: %#", async (args, message) => {
  const bench = quick();
  await bench.measure("first", slow, { baseline: true });
  const measure = bench.measure as (...given: unknown[]) => Promise<unknown>;
  await expect(measure(...args)).rejects.toThrow(message);
});
