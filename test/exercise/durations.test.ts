import { expect, test } from "bun:test";
import fc from "fast-check";
import { Durations } from "../../src/exercise/durations.ts";

test("a quantile is that of what was added, to half a percent", () => {
  const duration = fc.double({ min: 1, max: 3600e9, noNaN: true });
  fc.assert(
    fc.property(fc.array(duration, { minLength: 1, maxLength: 200 }), (added) => {
      const durations = new Durations();
      for (const one of added) durations.add(one);
      const ascending = added.toSorted((a, b) => a - b);
      for (const share of [0.5, 0.95, 0.99, 1]) {
        const exact = ascending[Math.max(0, Math.ceil(share * added.length) - 1)] ?? 0;
        expect(Math.abs(durations.quantileNs(share) / exact - 1)).toBeLessThan(0.006);
      }
      expect([durations.count, durations.greatestNs]).toEqual([added.length, ascending.at(-1) ?? 0]);
    }),
  );
});

test("of nothing there is no quantile", () => {
  expect(new Durations().quantileNs(0.5)).toBeNaN();
});

test("what took no time, or more than an hour, is counted", () => {
  const durations = new Durations();
  durations.add(0);
  durations.add(1e15);
  expect([durations.count, durations.greatestNs]).toEqual([2, 1e15]);
});
