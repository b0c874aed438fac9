import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type GatherOptions, gatherSettledWithLimit, gatherWithLimit } from "../../src/gather.ts";

/** Lets everything go on that waits for nothing but promises. */
const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Work that ends when it is told to, and counts how much of it runs. */
class Work {
  readonly running: PromiseWithResolvers<number>[] = [];
  now = 0;
  most = 0;
  readonly run = async (): Promise<number> => {
    const one = Promise.withResolvers<number>();
    this.running.push(one);
    this.most = Math.max(this.most, ++this.now);
    try {
      return await one.promise;
    } finally {
      this.now--;
    }
  };
}

test("results are in the order of the source, whatever ends first", async () => {
  const work = new Work();
  const gathered = gatherWithLimit([work.run, work.run, work.run]);
  await settle();
  for (const [index, one] of [...work.running.entries()].toReversed()) one.resolve(index);
  expect(await gathered).toEqual([0, 1, 2]);
});

test("a mapper is given the item, its place and a signal", async () => {
  const told: unknown[] = [];
  const results = await gatherWithLimit(new Set(["a", "b"]), (item, { index, signal }) => {
    told.push([item, index, signal.aborted]);
    return `${item}${index}`;
  });
  expect([results, told]).toEqual([
    ["a0", "b1"],
    [
      ["a", 0, false],
      ["b", 1, false],
    ],
  ]);
});

test("100 run at once by default, and the next begins when one has ended", async () => {
  const work = new Work();
  const gathered = gatherWithLimit(Array.from({ length: 250 }, () => work.run));
  await settle();
  expect(work.running.length).toBe(100);
  work.running[50]?.resolve(1);
  await settle();
  expect([work.running.length, work.most]).toEqual([101, 100]);
  while (work.now > 0) {
    for (const one of work.running) one.resolve(1);
    await settle();
  }
  expect([(await gathered).length, work.most]).toEqual([250, 100]);
});

test("a source is read no further than there is room", async () => {
  let read = 0;
  function* numbers(): Generator<number> {
    for (;;) yield read++;
  }
  const stop = new AbortController();
  const work = new Work();
  const gathered = gatherWithLimit(numbers(), work.run, { limit: 3, signal: stop.signal });
  await settle();
  expect([read, work.now]).toEqual([3, 3]);
  work.running[0]?.resolve(0);
  await settle();
  expect(read).toBe(4);
  stop.abort(new Error("enough"));
  await expect(gathered).rejects.toThrow("enough");
});

test("a million items take no more than their results", async () => {
  let unfinished = 0;
  let most = 0;
  const items = function* (): Generator<number> {
    for (let item = 0; item < 1_000_000; item++) {
      most = Math.max(most, ++unfinished);
      yield item;
    }
  };
  const results = await gatherWithLimit(items(), async (item) => {
    unfinished--;
    return item % 2;
  });
  expect([results.length, most <= 101]).toEqual([1_000_000, true]);
}, 30_000);

async function* pages(): AsyncGenerator<number> {
  yield 1;
  yield 2;
}

test("an asynchronous source is read one by one", async () => {
  expect(await gatherWithLimit(pages(), (page) => page * 10)).toEqual([10, 20]);
  expect(await gatherWithLimit([], () => 1)).toEqual([]);
});

test("promises in a list are items as they are", async () => {
  const items = [Promise.resolve(1), Promise.resolve(2)];
  const isPromise = await gatherWithLimit(items, (item) => item instanceof Promise);
  expect(isPromise).toEqual([true, true]);
});

function* breaking(): Generator<number> {
  yield 1;
  throw new Error("source");
}

describe("the first error", () => {
  test("is thrown at once, nothing more is begun, and what runs is told", async () => {
    const signals: AbortSignal[] = [];
    let begun = 0;
    let isClosed = false;
    function* items(): Generator<number> {
      try {
        for (;;) yield begun++;
      } finally {
        isClosed = true;
      }
    }
    const failing = gatherWithLimit(
      items(),
      (item, { signal }) => {
        signals.push(signal);
        if (item === 1) throw new Error("second");
        return never();
      },
      { limit: 3 },
    );
    await expect(failing).rejects.toThrow("second");
    await settle();
    expect([begun <= 3, isClosed]).toEqual([true, true]);
    expect(signals.map(({ aborted, reason }) => [aborted, reason.message])).toEqual(
      signals.map(() => [true, "second"]),
    );
  });

  test("of the source counts as well", async () => {
    const signals: AbortSignal[] = [];
    const failing = gatherWithLimit(breaking(), async (_, { signal }) => {
      signals.push(signal);
      return never();
    });
    await expect(failing).rejects.toThrow("source");
    await settle();
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });
});

const never = (): Promise<number> => new Promise(() => {});

async function* stalled(): AsyncGenerator<number> {
  yield await never();
}

describe("a signal", () => {
  test("ends what waits for nothing else, with its reason", async () => {
    const stop = new AbortController();
    const options = { signal: stop.signal };
    const gathered = [gatherWithLimit([never], options), gatherSettledWithLimit([never], options)];
    const outcomes = Promise.allSettled(gathered);
    await settle();
    const reason = new Error("left");
    stop.abort(reason);
    expect(await outcomes).toEqual(gathered.map(() => ({ status: "rejected", reason })));
  });

  test("ends what waits for its source", async () => {
    const stop = new AbortController();
    const gathered = gatherWithLimit(stalled(), (item) => item, { signal: stop.signal });
    stop.abort(new Error("left"));
    await expect(gathered).rejects.toThrow("left");
  });

  test("that has aborted begins nothing", async () => {
    let begun = 0;
    const gathered = gatherWithLimit([() => begun++], { signal: AbortSignal.abort(new Error("left")) });
    await expect(gathered).rejects.toThrow("left");
    expect(begun).toBe(0);
  });
});

test("settled tells the outcome of each, and no error ends it", async () => {
  const error = new Error("second");
  const thunks = [
    () => 1,
    async () => Promise.reject(error),
    () => {
      throw error;
    },
  ];
  expect(await gatherSettledWithLimit(thunks)).toEqual([
    { status: "fulfilled", value: 1 },
    { status: "rejected", reason: error },
    { status: "rejected", reason: error },
  ]);
  expect(await gatherSettledWithLimit([2, 3], (item) => item * 2)).toEqual([
    { status: "fulfilled", value: 4 },
    { status: "fulfilled", value: 6 },
  ]);
});

test("a promise in place of a function is refused: it runs already", async () => {
  const thunks = [Promise.resolve(1)] as unknown as (() => number)[];
  await expect(gatherWithLimit(thunks)).rejects.toThrow(
    new TypeError("gatherWithLimit: expected functions to call, received a promise, which runs already."),
  );
});

test.each([
  [{ limit: 0 }, "limit: expected a whole number from 1, received 0."],
  [{ limit: Infinity }, "limit: expected a whole number from 1, received Infinity."],
  [{ concurrency: 1 }, "concurrency: there is no such option; there are limit, signal."],
])("%p is refused", async (options, message) => {
  await expect(gatherWithLimit([], options as GatherOptions)).rejects.toThrow(`gatherWithLimit.${message}`);
});

test("any calls that end in any order give what Promise.all and allSettled give, never above the limit", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ turns: fc.nat({ max: 5 }), fails: fc.boolean() }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 6 }),
      async (calls, limit) => {
        let now = 0;
        let most = 0;
        const call = async ({ turns, fails }: (typeof calls)[number], index: number): Promise<number> => {
          most = Math.max(most, ++now);
          for (let turn = 0; turn < turns; turn++) await Promise.resolve();
          now--;
          if (fails) throw new Error(`${index}`);
          return index;
        };
        const settled = await gatherSettledWithLimit(calls, (one, { index }) => call(one, index), { limit });
        expect(most).toBeLessThanOrEqual(limit);
        expect(settled).toEqual(await Promise.allSettled(calls.map(call)));
        const all = gatherWithLimit(calls, (one, { index }) => call(one, index), { limit });
        if (calls.some(({ fails }) => fails)) await expect(all).rejects.toThrow();
        else expect(await all).toEqual(calls.map((_, index) => index));
      },
    ),
    { numRuns: 200, seed: 1 },
  ));
