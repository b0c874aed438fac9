import { expect, test } from "bun:test";
import { BackOff } from "../../src/workers/back-off.ts";

test("the first failure is forgiven; the wait for further ones doubles up to five seconds", () => {
  const backOff = new BackOff();
  const waits = Array.from({ length: 9 }, () => {
    backOff.failed(0);
    return backOff.waitMs(0);
  });
  expect(waits).toEqual([0, 100, 200, 400, 800, 1600, 3200, 5000, 5000]);
  expect(backOff.waitMs(4000)).toBe(1000);
});

test("a success forgives all", () => {
  const backOff = new BackOff();
  for (let count = 0; count < 5; count++) backOff.failed(0);
  backOff.succeeded();
  backOff.failed(0);
  expect(backOff.waitMs(0)).toBe(0);
});
