import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Limit, Store } from "../../src/stores.ts";
import { breakOuts } from "../support/hostile-strings.ts";

/** A store of its own for each test, with the clock that it goes by. */
export interface Subject extends AsyncDisposable {
  readonly store: Store;
  /** Lets time pass, for the store: by its injected clock, or as the store's own one does. */
  wait(ms: number): Promise<void> | void;
}

const minute = 60_000;
const window = (limit: number, windowMs = minute): Limit => ({ kind: "sliding-window", limit, windowMs });
const bucket = (limit: number, windowMs = minute): Limit => ({ kind: "token-bucket", limit, windowMs });

/** What every store does, whatever it is made of. */
export function describeStore(create: () => Promise<Subject> | Subject): void {
  test("a text is there until it is deleted, by its key", async () => {
    await using subject = await create();
    const { store } = subject;
    await store.set("a", "one", minute);
    await store.set("b", "two", minute);
    await store.set("a", "three", minute);
    await store.delete("b");
    await store.delete("never there");
    expect([await store.get("a"), await store.get("b"), await store.get("c")]).toEqual([
      "three",
      undefined,
      undefined,
    ]);
  });

  test("a text is there for its time, and what is set anew for the new one", async () => {
    await using subject = await create();
    const { store } = subject;
    await store.set("short", "text", 1000);
    await store.set("renewed", "text", 1000);
    await store.set("renewed", "text", minute);
    await subject.wait(1000);
    expect([await store.get("short"), await store.get("renewed")]).toEqual([undefined, "text"]);
  });

  test("replace does so only where something is there", async () => {
    await using subject = await create();
    const { store } = subject;
    await store.set("kept", "old", 1000);
    await store.set("over", "old", 1000);
    await store.set("deleted", "old", minute);
    await store.delete("deleted");
    expect(await store.replace("kept", "new", minute)).toBe(true);
    await subject.wait(1000);
    for (const key of ["over", "deleted", "never"])
      expect(await store.replace(key, "new", minute)).toBe(false);
    const texts = ["kept", "over", "deleted", "never"].map((key) => store.get(key));
    expect(await Promise.all(texts)).toEqual(["new", undefined, undefined, undefined]);
  });

  test("keys and texts of any kind", async () => {
    await using subject = await create();
    const { store } = subject;
    const long = ["x".repeat(100_000), `${"x".repeat(99_999)}y`];
    const keys = [...breakOuts, ...long, "", " ", "__proto__", "ä€🦄", "a\0b", "a", "*", "a:b", "=a", "#a"];
    for (const [index, key] of keys.entries()) await store.set(key, `${index}`, minute);
    const texts = await Promise.all(keys.map((key) => store.get(key)));
    expect(texts).toEqual(keys.map((_, index) => `${index}`));

    const values = [...breakOuts, "", "\0", "ä€🦄", "null", "x".repeat(1_000_000)].filter((text) =>
      text.isWellFormed(),
    );
    for (const value of values) {
      await store.set("value", value, minute);
      expect(await store.get("value")).toBe(value);
    }
  });

  test("what no store could keep alike is refused", async () => {
    await using subject = await create();
    const { store } = subject;
    const refused: [() => unknown, string][] = [
      [() => store.set("a", "b", 0), "store.set.ttlMs: expected a whole number from 1, received 0."],
      [() => store.set("a", "b", 1.5), "store.set.ttlMs: expected a whole number from 1, received 1.5."],
      [
        () => store.replace("a", "b", Number.NaN),
        "store.set.ttlMs: expected a whole number from 1, received NaN.",
      ],
      [
        () => store.set("a", "\ud800", 1),
        "store.set.value: expected well-formed text, received one with lone",
      ],
      [() => store.take("a", window(0), 1), "store.take.limit: expected a whole number from 1, received 0."],
      [
        () => store.take("a", bucket(1, 0.5), 1),
        "store.take.windowMs: expected a whole number from 1, received 0.5.",
      ],
      [() => store.take("a", bucket(2 ** 50), 1), "store.take: expected at most 3002399751580330"],
      [() => store.take("a", bucket(1), -1), "store.take.cost: expected a whole number from 0, received -1."],
    ];
    for (const [call, message] of refused) {
      await expect((async () => call())()).rejects.toThrow(message);
    }
  });

  test.each([window(3), bucket(3)])(
    "$kind: what is over the limit is refused, and takes nothing",
    async (limit) => {
      await using subject = await create();
      const { store } = subject;
      const take = async (cost: number): Promise<unknown> => {
        const { isAllowed, remaining } = await store.take("a", limit, cost);
        return [isAllowed, remaining];
      };
      expect([
        await take(2),
        await take(2),
        await take(4),
        await take(0),
        await take(1),
        await take(1),
      ]).toEqual([
        [true, 1],
        [false, 1],
        [false, 1],
        [true, 1],
        [true, 0],
        [false, 0],
      ]);
    },
  );

  test.each([window(3), bucket(3)])("$kind: what costs more than the limit never can be", async (limit) => {
    await using subject = await create();
    expect(await subject.store.take("a", limit, 4)).toEqual({
      isAllowed: false,
      remaining: 3,
      nextMs: 0,
      resetMs: 0,
      retryAfterMs: Infinity,
    });
  });

  test.each([window(2, 2000), bucket(2, 2000)])(
    "$kind: after its time it is allowed again",
    async (limit) => {
      await using subject = await create();
      const { store } = subject;
      await store.take("a", limit, 2);
      const { isAllowed, retryAfterMs } = await store.take("a", limit, 1);
      expect([isAllowed, retryAfterMs > 0 && retryAfterMs <= 3000]).toEqual([false, true]);
      await subject.wait(retryAfterMs);
      expect((await store.take("a", limit, 1)).isAllowed).toBe(true);
      const { resetMs } = await store.take("a", limit, 0);
      await subject.wait(resetMs);
      expect(await store.take("a", limit, 0)).toEqual({
        isAllowed: true,
        remaining: 2,
        nextMs: 0,
        resetMs: 0,
        retryAfterMs: 0,
      });
    },
    // A store that goes by its own clock takes this time.
    20_000,
  );

  test("limits are counted by key, kind and window, apart from texts", async () => {
    await using subject = await create();
    const { store } = subject;
    const limits = [window(1), window(1, 2 * minute), bucket(1), bucket(1, 2 * minute)];
    const allowed: boolean[] = [];
    for (const key of ["a", "b", "a"]) {
      await store.set(key, "text", minute);
      for (const limit of limits) allowed.push((await store.take(key, limit, 1)).isAllowed);
      await store.delete(key);
    }
    expect(allowed).toEqual([true, true, true, true, true, true, true, true, false, false, false, false]);
    expect(await store.get("a")).toBeUndefined();
  });

  test.each([window(100, 24 * 60 * minute), bucket(100, 24 * 60 * minute)])(
    "$kind: of 1,000 that take at once exactly as many as the limit are allowed",
    async (limit) => {
      await using subject = await create();
      const { store } = subject;
      const taken = await Promise.all(Array.from({ length: 1000 }, async () => store.take("a", limit, 1)));
      expect(taken.filter(({ isAllowed }) => isAllowed).length).toBe(100);
    },
  );

  test.each([window(10), bucket(10)])("$kind: costs of any kind add up", (limit) =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 12 }), async (costs) => {
        await using subject = await create();
        let left = 10;
        for (const cost of costs) {
          const { isAllowed, remaining } = await subject.store.take("a", { ...limit, windowMs: 1e12 }, cost);
          const isExpected = cost <= left;
          if (isExpected) left -= cost;
          expect([isAllowed, remaining]).toEqual([isExpected, left]);
        }
      }),
      { numRuns: 20, seed: 1 },
    ),
  );
}
