import { describe, expect, test } from "bun:test";
import { memoryStore } from "../../src/stores.ts";
import { Clock } from "./support/clock.ts";
import { describeStore } from "./contract.ts";

describe("as every store", () => {
  describeStore(() => {
    const clock = new Clock();
    const store = memoryStore({ now: clock.now });
    return {
      store,
      wait: (ms) => clock.wait(ms),
      [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
    };
  });
});

const limit = { kind: "sliding-window", limit: 1, windowMs: 60_000 } as const;

test("it answers at once", () => {
  const store = memoryStore();
  const answers = [
    store.set("a", "b", 1000),
    store.get("a"),
    store.replace("a", "c", 1000),
    store.delete("a"),
    store.take("a", limit, 1),
  ];
  expect(answers.some((answer) => answer instanceof Promise)).toBe(false);
});

test("what was used longest ago is forgotten for more than the capacity", async () => {
  const store = memoryStore({ capacityEntries: 2 });
  for (const key of ["a", "b", "c", "d"]) {
    await store.set("used", "text", 1000);
    await store.set(key, "text", 1000);
  }
  expect([await store.get("used"), await store.get("a")]).toEqual(["text", undefined]);
});

test("many limits push out no text", async () => {
  const store = memoryStore({ capacityEntries: 2 });
  await store.set("session", "text", 60_000);
  for (let key = 0; key < 100; key++) await store.take(String(key), limit, 1);
  expect(await store.get("session")).toBe("text");
});

test("CVE-2026-7768: a million keys of clients are no more than the capacity, however long", async () => {
  const store = memoryStore({ capacityEntries: 100 });
  const long = "x".repeat(1000);
  Bun.gc(true);
  const before = process.memoryUsage().heapUsed;
  for (let key = 0; key < 300_000; key++) {
    await store.take(`${key} ${long}`, limit, 1);
    await store.set(`${key}`, "text", 60_000);
  }
  Bun.gc(true);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000);
}, 30_000);

test.each([0, -1, 1.5, Number.NaN, Infinity])("%p is no capacity", (capacityEntries) => {
  expect(() => memoryStore({ capacityEntries })).toThrow(
    new RangeError(
      `memoryStore.capacityEntries: expected a whole number from 1, received ${capacityEntries}.`,
    ),
  );
});
