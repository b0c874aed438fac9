import { expect, test } from "bun:test";
import { RecentLatencies } from "../../src/inspector/recent-latencies.ts";
import { RequestRate } from "../../src/inspector/request-rate.ts";

const seconds = (number: number): number => number * 1000;

test("latencies of the last minute are told, older ones are not", () => {
  const recent = new RecentLatencies();
  recent.record(5, seconds(1));
  recent.record(7, seconds(30));
  const counts = [30, 59, 60, 89, 90, 500].map((now) => recent.latencies(seconds(now)).count);
  expect(counts).toEqual([2, 2, 1, 1, 0, 0]);
  expect(recent.latencies(seconds(60)).maxMs).toBe(7);
});

test("a place in the ring is used anew", () => {
  const recent = new RecentLatencies();
  recent.record(5, seconds(1));
  recent.record(9, seconds(61));
  expect(recent.latencies(seconds(61))).toMatchObject({ count: 1, maxMs: 9 });
});

test("requests are counted by seconds, and forgotten after sixty", () => {
  const rate = new RequestRate();
  for (const now of [1, 1.5, 3, 3.2, 3.9]) rate.count(seconds(now));
  expect(rate.perSecond(seconds(4)).slice(-5)).toEqual([0, 2, 0, 3, 0]);
  expect(rate.perSecond(seconds(62)).slice(0, 3)).toEqual([3, 0, 0]);
  expect(rate.perSecond(seconds(63)).every((count) => count === 0)).toBeTrue();
  expect(rate.perSecond(seconds(1e7))).toBeArrayOfSize(60);
});
