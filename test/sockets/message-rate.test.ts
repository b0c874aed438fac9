import { expect, test } from "bun:test";
import { MessageRate } from "../../src/sockets/message-rate.ts";

test("as many as the limit are taken within a second, which begins with the first", () => {
  const rate = new MessageRate(2);
  expect([100, 500, 1099.9].map((nowMs) => rate.take(nowMs))).toEqual([true, true, false]);
  expect([1100, 1101, 2099, 2100].map((nowMs) => rate.take(nowMs))).toEqual([true, true, false, true]);
});
