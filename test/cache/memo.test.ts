import { describe, expect, spyOn, test } from "bun:test";
import fc from "fast-check";
import { Memo, type MemoOptions } from "../../src/cache/memo.ts";

/** A clock that stands until it is moved. */
class Clock {
  nowMs = 0;
  readonly now = (): number => this.nowMs;
}

const notKept = (): undefined => undefined;
const fail = (): never => {
  throw new Error("once");
};
const forever = (): number => Number.POSITIVE_INFINITY;

function createMemo(options: MemoOptions = {}): { memo: Memo<unknown>; clock: Clock } {
  const clock = new Clock();
  return { memo: new Memo(options, clock.now), clock };
}

test("a result is kept for its time, by its key", () => {
  const { memo, clock } = createMemo({ ttlSeconds: 10 });
  let count = 0;
  const run = (key: string): unknown => memo.run(key, () => ++count, forever);
  expect([run("a"), run("a"), run("b")]).toEqual([1, 1, 2]);
  clock.nowMs = 9_999;
  expect(run("a")).toBe(1);
  clock.nowMs = 10_000;
  expect(run("a")).toBe(3);
  expect(memo.stats).toEqual({ hits: 2, misses: 3, entries: 2 });
});

test("a minute and 1,000 results are the defaults", () => {
  const { memo, clock } = createMemo();
  for (let key = 0; key < 3000; key++) void memo.run(String(key), () => key, forever);
  expect(memo.stats.entries).toBe(1000);
  clock.nowMs = 59_999;
  expect(memo.run("2999", () => "new", forever)).toBe(2999);
  clock.nowMs = 60_000;
  expect(memo.run("2999", () => "new", forever)).toBe("new");
});

test("a result that ends by itself is kept until then, and never longer than the memo's time", () => {
  const { memo, clock } = createMemo({ ttlSeconds: 10 });
  const run = (key: string, value: string, expiresAtMs: number): unknown =>
    memo.run(
      key,
      () => value,
      () => expiresAtMs,
    );
  expect([run("soon", "old", 5000), run("late", "old", 99_000)]).toEqual(["old", "old"]);
  clock.nowMs = 5000;
  expect([run("soon", "new", 99_000), run("late", "new", 99_000)]).toEqual(["new", "old"]);
  clock.nowMs = 10_000;
  expect(run("late", "new", 99_000)).toBe("new");
});

test("what has ended already, or has no date, is not kept", () => {
  const { memo, clock } = createMemo();
  clock.nowMs = 1000;
  const ended = (expiresAtMs: number): number => {
    let count = 0;
    for (let n = 0; n < 2; n++) {
      void memo.run(
        `k${expiresAtMs}`,
        () => ++count,
        () => expiresAtMs,
      );
    }
    return count;
  };
  expect([ended(1000), ended(0), ended(Number.NaN)]).toEqual([2, 2, 2]);
});

describe("what is not worth keeping is computed anew", () => {
  test("at once", () => {
    const { memo } = createMemo();
    let count = 0;
    const run = (): unknown => memo.run("a", () => ++count, notKept);
    expect([run(), run(), memo.stats.entries]).toEqual([1, 2, 0]);
  });

  test("later", async () => {
    const { memo } = createMemo();
    let count = 0;
    const run = (): unknown => memo.run("a", async () => ++count, notKept);
    expect([await run(), await run(), memo.stats.entries]).toEqual([1, 2, 0]);
  });
});

test("an error is not kept", async () => {
  const { memo } = createMemo();
  expect(() => memo.run("a", fail, forever)).toThrow("once");
  await expect(memo.run("b", async () => fail(), forever)).rejects.toThrow("once");
  expect(memo.run("a", () => 1, forever)).toBe(1);
  expect(memo.run("b", () => 2, forever)).toBe(2);
});

test("calls with one key at one time share one computation, its error as well", async () => {
  const { memo } = createMemo();
  let count = 0;
  const { promise, resolve } = Promise.withResolvers<string>();
  const compute = (): Promise<string> => {
    count++;
    return promise;
  };
  const calls = Array.from({ length: 100 }, () => memo.run("a", compute, forever));
  resolve("one");
  expect([new Set(await Promise.all(calls)), count]).toEqual([new Set(["one"]), 1]);

  const failing = Promise.withResolvers<string>();
  const waiting = [1, 2].map(() => memo.run("b", () => failing.promise, forever));
  failing.reject(new Error("both"));
  const outcomes = await Promise.allSettled(waiting);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});

test("a thenable is run once: its result is kept, not itself", async () => {
  const { memo } = createMemo();
  let count = 0;
  // As a query builder: it runs each time it is waited for.
  const query: PromiseLike<number> = {
    // oxlint-disable-next-line unicorn/no-thenable
    then: (resolve, reject) => Promise.resolve(++count).then(resolve, reject),
  };
  const run = (): unknown => memo.run("a", () => query, forever);
  expect([await run(), await run(), count]).toEqual([1, 1, 1]);
});

describe("invalidate", () => {
  test("forgets a key, and no other", () => {
    const { memo } = createMemo();
    for (const key of ["a", "b"]) void memo.run(key, () => 1, forever);
    memo.invalidate("a");
    expect(["a", "b"].map((key) => memo.run(key, () => 2, forever))).toEqual([2, 1]);
  });

  test("forgets what is computed at the time: who asks later gets a new result", async () => {
    const { memo } = createMemo();
    const old = Promise.withResolvers<string>();
    const first = memo.run("a", () => old.promise, forever);
    memo.invalidate("a");
    const second = memo.run("a", async () => "new", forever);
    expect(await second).toBe("new");
    old.resolve("old");
    expect(await first).toBe("old");
    expect(memo.run("a", () => "newest", forever)).toBe("new");
  });

  test("clear forgets all of it", async () => {
    const { memo } = createMemo();
    void memo.run("kept", () => 1, forever);
    const running = Promise.withResolvers<number>();
    const first = memo.run("running", () => running.promise, forever);
    memo.clear();
    running.resolve(1);
    await first;
    expect(["kept", "running"].map((key) => memo.run(key, () => 2, forever))).toEqual([2, 2]);
  });
});

test("the least recently used results go first", () => {
  const { memo } = createMemo({ capacityEntries: 2 });
  const run = (key: string, value: number): unknown => memo.run(key, () => value, forever);
  for (const key of ["a", "b", "c"]) {
    run("used", 1);
    run(key, 1);
  }
  expect([run("used", 2), run("a", 2)]).toEqual([1, 2]);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("%p is no capacity and no time", (value) => {
  expect(() => new Memo({ capacityEntries: value })).toThrow(RangeError);
  expect(() => new Memo({ ttlSeconds: value })).toThrow(RangeError);
});

test("a capacity is a whole number", () => {
  expect(() => new Memo({ capacityEntries: 1.5 })).toThrow(
    new RangeError("memo.capacityEntries must be a whole number, not 1.5."),
  );
});

test("CVE-2026-7768: a million keys of clients are no more than the capacity", () => {
  const { memo } = createMemo({ capacityEntries: 100 });
  Bun.gc(true);
  const before = process.memoryUsage().heapUsed;
  for (let key = 0; key < 1_000_000; key++) void memo.run(`key ${key}`, () => key, forever);
  Bun.gc(true);
  expect(memo.stats).toEqual({ hits: 0, misses: 1_000_000, entries: 100 });
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000);
}, 30_000);

test("a key is kept nowhere: maps hold its digest", async () => {
  const stored: unknown[] = [];
  const { set } = Map.prototype;
  const spy = spyOn(Map.prototype, "set").mockImplementation(function (
    this: Map<unknown, unknown>,
    at,
    value,
  ) {
    stored.push(at, value);
    return set.call(this, at, value);
  });
  try {
    const { memo } = createMemo();
    void memo.run("credential", () => ({ user: "ann" }), forever);
    await memo.run("credential, later", async () => ({ user: "bob" }), forever);
  } finally {
    spy.mockRestore();
  }
  const told = Bun.inspect(stored, { depth: 9 });
  expect([told.includes("ann"), told.includes("bob"), told.includes("credential")]).toEqual([
    true,
    true,
    false,
  ]);
});

// ── Against a model that keeps everything it is told in a list ─────────────────────────────────────────────────────

type Step =
  | {
      readonly kind: "run";
      readonly key: string;
      readonly isLater: boolean;
      readonly lifeMs: number | undefined;
    }
  | { readonly kind: "invalidate"; readonly key: string }
  | { readonly kind: "clear" }
  | { readonly kind: "wait"; readonly ms: number };

const key = fc.constantFrom("a", "b", "c", "", "__proto__");
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("run" as const),
      key,
      isLater: fc.boolean(),
      lifeMs: fc.option(fc.integer({ min: -10, max: 200 }), { nil: undefined }),
    }),
  },
  fc.record({ kind: fc.constant("invalidate" as const), key }),
  fc.record({ kind: fc.constant("clear" as const) }),
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 80 }) }),
  },
);

test("any steps give what a naive model gives", () =>
  fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { memo, clock } = createMemo({ ttlSeconds: 0.1, capacityEntries: 100 });
      let kept: { key: string; value: number; untilMs: number }[] = [];
      let hits = 0;
      for (const [index, one] of steps.entries()) {
        if (one.kind === "wait") clock.nowMs += one.ms;
        else if (one.kind === "clear") {
          memo.clear();
          kept = [];
        } else if (one.kind === "invalidate") {
          memo.invalidate(one.key);
          kept = kept.filter((entry) => entry.key !== one.key);
        } else {
          const { lifeMs } = one;
          const expiry = (): number | undefined => (lifeMs === undefined ? undefined : clock.nowMs + lifeMs);
          const found = kept.find((entry) => entry.key === one.key && entry.untilMs > clock.nowMs);
          const given = await memo.run(one.key, () => (one.isLater ? Promise.resolve(index) : index), expiry);
          expect(given).toBe(found?.value ?? index);
          if (found !== undefined) hits++;
          else {
            kept = kept.filter((entry) => entry.key !== one.key);
            if (lifeMs !== undefined)
              kept.push({ key: one.key, value: index, untilMs: clock.nowMs + Math.min(lifeMs, 100) });
          }
        }
      }
      expect(memo.stats).toMatchObject({
        hits,
        misses: steps.filter(({ kind }) => kind === "run").length - hits,
      });
    }),
    { numRuns: 500, seed: 1 },
  ));
