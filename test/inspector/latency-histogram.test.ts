import { expect, test } from "bun:test";
import fc from "fast-check";
import { LatencyHistogram } from "../../src/inspector/latency-histogram.ts";

const histogramOf = (durations: readonly number[]): LatencyHistogram => {
  const histogram = new LatencyHistogram();
  for (const duration of durations) histogram.record(duration);
  return histogram;
};

test("nothing was counted", () => {
  const { bars, ...told } = new LatencyHistogram().latencies;
  expect(told).toEqual({ count: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0, maxMs: 0 });
  expect(bars).toEqual(Array.from({ length: 20 }, () => 0));
});

test("percentiles are at most 19 % too much, and never above the longest", () => {
  const durations = fc.array(fc.double({ min: 0.001, max: 60_000, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(durations, (all) => {
      const { count, p50Ms, p95Ms, p99Ms, maxMs } = histogramOf(all).latencies;
      const sorted = all.toSorted((a, b) => a - b);
      expect([count, maxMs]).toEqual([all.length, sorted.at(-1) ?? 0]);
      for (const [share, told] of [[0.5, p50Ms] as const, [0.95, p95Ms] as const, [0.99, p99Ms] as const]) {
        const exact = sorted[Math.ceil(share * all.length) - 1] ?? 0;
        expect(told).toBeGreaterThanOrEqual(exact * 0.999999);
        expect(told).toBeLessThanOrEqual(Math.min(maxMs, exact * 1.1893));
      }
    }),
  );
});

test("each duration is in one bar, by octaves from 16 µs", () => {
  const { bars } = histogramOf([0, 0.001, 0.016, 0.0161, 0.032, 1, 1.1, 5000, 1e9]).latencies;
  expect(bars).toEqual([3, 2, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
});

test("what another one has counted can be added, and all be forgotten", () => {
  const [one, both] = [histogramOf([1, 2]), histogramOf([1, 2, 300])];
  one.add(histogramOf([300]));
  expect(one.latencies).toEqual(both.latencies);
  one.clear();
  expect(one.latencies).toEqual(new LatencyHistogram().latencies);
});
