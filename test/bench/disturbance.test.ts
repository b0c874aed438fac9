import { expect, test } from "bun:test";
import { foreignShare, measureCalmly, readCoreTicks } from "../../bench/http/disturbance.ts";

test("a core's ticks are read from its line, steal among what is busy, guests not twice", () => {
  const stat = "cpu  9 9 9 9 9 9 9 9 9 9\ncpu1 1 1 1 1 1 1 1 1 0 0\ncpu10 5 0 0 0 0 0 0 0 0 0\n";
  expect(readCoreTicks(stat, "1")).toEqual({ busy: 6, total: 8 });
});

test("what is busy and not the server's is foreign", () => {
  const before = { busy: 100, total: 1000 };
  expect(foreignShare(before, { busy: 180, total: 1100 }, 55)).toBe(0.25);
  expect(foreignShare(before, { busy: 150, total: 1100 }, 55)).toBe(0);
  expect(foreignShare(undefined, before, 1)).toBeUndefined();
});

/** Measures that give these shares, one after the other. */
function measuring(...shares: (number | undefined)[]) {
  const left = [...shares];
  return async () => ({ foreignShare: left.shift() });
}

test("a disturbed round is measured again until a calm one", async () => {
  const measured = await measureCalmly(measuring(0.5, 0.3, 0.05, 0), 3);
  expect(measured).toEqual({ calmest: { foreignShare: 0.05 }, repeated: 2 });
});

test("of rounds that are all disturbed, the calmest is kept", async () => {
  const measured = await measureCalmly(measuring(0.5, 0.2, 0.4), 2);
  expect(measured).toEqual({ calmest: { foreignShare: 0.2 }, repeated: 2 });
});

test("where nothing is known of the core, a round is measured once", async () => {
  expect(await measureCalmly(measuring(undefined), 3)).toEqual({
    calmest: { foreignShare: undefined },
    repeated: 0,
  });
});
