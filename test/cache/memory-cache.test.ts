import { describe, expect, test } from "bun:test";
import type { CacheStore, Found } from "../../src/cache/cache-store.ts";
import { memoryCache } from "../../src/cache/memory-cache.ts";
import { entryOf, testCacheStore } from "./cache-store-contract.ts";

describe("as every store", () => testCacheStore(memoryCache));

const none = (): readonly string[] => [];

/** A store in memory does not wait. */
const entryAt = (store: CacheStore, key: string): unknown => (store.read(key, none) as Found).entry;

test("what was used least recently makes room where the bytes are used up", () => {
  const store = memoryCache({ limitBytes: 10_000 });
  for (const key of ["a", "b", "c"]) void store.write(key, entryOf("x".repeat(2000)), ["all"], undefined);
  void store.read("a", none);
  void store.write("d", entryOf("x".repeat(2000)), ["all"], undefined);
  const found = ["a", "b", "c", "d"].filter((key) => entryAt(store, key) !== undefined);
  expect(found).not.toContain("b");
  expect(found).toContain("d");
  expect(store.stats.bytes).toBeLessThanOrEqual(10_000);
  expect(store.stats.evictions).toBeGreaterThan(0);
});

test("what is kept beside an entry counts with it, and goes with it", () => {
  const store = memoryCache({ limitBytes: 10_000 });
  const [one, other] = [entryOf("x".repeat(2000)), entryOf("x".repeat(2000))];
  void store.write("a", one, ["one"], undefined);
  void store.write("b", other, ["other"], undefined);
  const { bytes } = store.stats;
  store.grow?.("a", one, 1000);
  expect(store.stats.bytes).toBe(bytes + 1000);
  store.grow?.("b", one, 1000);
  expect(store.stats.bytes).toBe(bytes + 1000);
  void store.invalidate(["one"]);
  expect(store.stats.bytes).toBe(bytes / 2);
  store.grow?.("a", one, 1000);
  expect(store.stats.bytes).toBe(bytes / 2);
});

test("what is kept beside an entry makes others go where the bytes are used up", () => {
  const store = memoryCache({ limitBytes: 10_000 });
  const [one, other] = [entryOf("x".repeat(2000)), entryOf("x".repeat(2000))];
  void store.write("a", one, [], undefined);
  void store.write("b", other, [], undefined);
  store.grow?.("b", other, 5000);
  expect([entryAt(store, "a"), entryAt(store, "b")]).toEqual([undefined, other]);
  expect(store.stats).toMatchObject({ entries: 1, evictions: 1 });
});

test("an entry that is larger than everything is not kept, and the others stay", () => {
  const store = memoryCache({ limitBytes: 5000 });
  void store.write("small", entryOf("x"), [], undefined);
  void store.write("large", entryOf("x".repeat(6000)), [], undefined);
  expect(store.stats.entries).toBe(1);
});

test("CVE-2026-7768: a million different keys stay within bytes and entries", () => {
  const store = memoryCache({ limitBytes: 4 * 1024 * 1024, capacityEntries: 1000 });
  const entry = entryOf("an answer");
  let most = 0;
  for (let index = 0; index < 1_000_000; index++) {
    void store.write(`key ${index}`, entry, ["all", `one:${index}`], undefined);
    if (index % 997 === 0) most = Math.max(most, store.stats.entries);
  }
  expect(most).toBeLessThanOrEqual(1000);
  expect(store.stats.bytes).toBeLessThanOrEqual(4 * 1024 * 1024);
  void store.invalidate(["all"]);
  expect(store.stats).toMatchObject({ entries: 0, bytes: 0 });
}, 30_000);

test.each([
  [{ limitBytes: 0 }, "memoryCache.limitBytes must be a positive whole number, not 0."],
  [{ capacityEntries: 1.5 }, "memoryCache.capacityEntries must be a positive whole number, not 1.5."],
  [{ limitBytes: Number.NaN }, "memoryCache.limitBytes must be a positive whole number, not NaN."],
])("%j is refused", (options, message) => {
  expect(() => memoryCache(options)).toThrow(new RangeError(message));
});
