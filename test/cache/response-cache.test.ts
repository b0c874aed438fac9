import { expect, test } from "bun:test";
import { memoryCache } from "../../src/cache/memory-cache.ts";
import { type Made, ResponseCache, type Wanted } from "../../src/cache/response-cache.ts";
import { entryOf } from "./cache-store-contract.ts";

/** A cache on a clock of its own, and what asks it for texts. */
function createSubject() {
  const clock = { now: 1_000_000 };
  const cache = new ResponseCache(memoryCache(), "test", () => clock.now);
  let runs = 0;
  const kept = (text: string, ttl = 10, stale = 0, error = 0): Made<string> => ({
    kind: "keep",
    entry: entryOf(text, {
      storedAtMs: clock.now,
      freshUntilMs: clock.now + ttl * 1000,
      revalidateUntilMs: clock.now + (ttl + stale) * 1000,
      errorUntilMs: clock.now + (ttl + error) * 1000,
    }),
  });
  const wanted = (make: Wanted<string>["make"], over: Partial<Wanted<string>> = {}): Wanted<string> => ({
    key: "key",
    tags: () => ["tag"],
    timeoutMs: 60_000,
    make: (signal) => (runs++, make(signal)),
    ...over,
  });
  const ask = async (make: Wanted<string>["make"], over?: Partial<Wanted<string>>) => {
    const outcome = await cache.answer(wanted(make, over));
    return outcome.kind === "pass"
      ? `pass ${outcome.passed}`
      : `${outcome.kind} ${await outcome.entry.body.text()}`;
  };
  return { clock, cache, kept, ask, runs: () => runs };
}

test("an answer is made once, and given while it is fresh", async () => {
  const { ask, kept, clock, runs } = createSubject();
  expect(await ask(async () => kept("a"))).toBe("made a");
  clock.now += 9999;
  expect(await ask(async () => kept("b"))).toBe("hit a");
  clock.now += 1;
  expect(await ask(async () => kept("c"))).toBe("made c");
  expect(runs()).toBe(2);
});

test("1,000 who ask at once run the handler once", async () => {
  const { ask, kept, runs, cache } = createSubject();
  const gate = Promise.withResolvers<Made<string>>();
  const asked = Array.from({ length: 1000 }, () => ask(() => gate.promise));
  await undefined;
  gate.resolve(kept("a"));
  const answers = await Promise.all(asked);
  expect(answers.filter((answer) => answer === "collapsed a")).toHaveLength(999);
  expect([runs(), cache.stats.coalesced]).toEqual([1, 999]);
});

test("a stale answer is given while one new one is made", async () => {
  const { ask, kept, clock, runs, cache } = createSubject();
  await ask(async () => kept("a", 10, 60));
  clock.now += 20_000;
  expect(await Promise.all([1, 2, 3].map(() => ask(async () => kept("b"))))).toEqual(
    Array(3).fill("stale a"),
  );
  await cache.settle();
  expect(runs()).toBe(2);
  expect(await ask(async () => kept("c"))).toBe("hit b");
});

test("a new answer that fails in the background leaves the stale one", async () => {
  const { ask, kept, clock, cache } = createSubject();
  await ask(async () => kept("a", 10, 60));
  clock.now += 20_000;
  expect(await ask(() => Promise.reject(new Error("broken")))).toBe("stale a");
  await cache.settle();
  expect(await ask(async () => kept("b"))).toBe("stale a");
});

test("a stale answer is given in place of a fault", async () => {
  const { ask, kept, clock } = createSubject();
  await ask(async () => kept("a", 10, 0, 60));
  clock.now += 20_000;
  expect(await ask(() => Promise.reject(new Error("broken")))).toBe("spared a");
  const fault: Made<string> = { kind: "share", entry: entryOf("fault", { status: 503 }) };
  expect(await ask(async () => fault)).toBe("spared a");
  clock.now += 60_000;
  expect(ask(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
});

test("an error below 500 is no fault", async () => {
  const { ask, kept, clock } = createSubject();
  await ask(async () => kept("a", 10, 0, 60));
  clock.now += 20_000;
  const gone = Object.assign(new Error("gone"), { status: 404 });
  expect(ask(() => Promise.reject(gone))).rejects.toBe(gone);
});

test("those who wait for one that fails get its error, and do not try all at once", async () => {
  const { ask, kept, runs } = createSubject();
  const gate = Promise.withResolvers<Made<string>>();
  const asked = Array.from({ length: 50 }, () => ask(() => gate.promise));
  gate.reject(new Error("broken"));
  const settled = await Promise.allSettled(asked);
  expect(new Set(settled.map((one) => (one.status === "rejected" ? one.reason.message : one.value)))).toEqual(
    new Set(["broken"]),
  );
  expect(runs()).toBe(1);
  expect(await ask(async () => kept("a"))).toBe("made a");
});

test("what is not to be shared is made for each who asked", async () => {
  const { ask, runs } = createSubject();
  let number = 0;
  const asked = Array.from({ length: 3 }, () =>
    ask(async () => ({ kind: "pass", passed: `for ${++number}` })),
  );
  expect((await Promise.all(asked)).toSorted()).toEqual(["pass for 1", "pass for 2", "pass for 3"]);
  expect(runs()).toBe(3);
});

test("nobody waits again for a key whose answers are not shared", async () => {
  const { ask, cache } = createSubject();
  await ask(async () => ({ kind: "pass", passed: "a" }));
  await Promise.all([1, 2, 3].map(() => ask(async () => ({ kind: "pass", passed: "b" }))));
  expect(cache.stats.coalesced).toBe(0);
});

test("where one takes too long, one other takes over, and the rest wait for that one", async () => {
  const { ask, kept, runs } = createSubject();
  const slow = Promise.withResolvers<Made<string>>();
  const aborted = Promise.withResolvers<void>();
  const first = ask(
    (signal) => {
      signal.addEventListener("abort", () => aborted.resolve());
      return slow.promise;
    },
    { timeoutMs: 20 },
  );
  const others = [1, 2, 3].map(() => ask(async () => kept("b")));
  expect((await Promise.all(others)).toSorted()).toEqual(["collapsed b", "collapsed b", "made b"]);
  await aborted.promise;
  slow.resolve(kept("a"));
  expect(await first).toBe("made a");
  expect(runs()).toBe(2);
  // What was too late does not take the place of what is newer.
  expect(await ask(async () => kept("c"))).toBe("hit b");
});

test("an answer that was made before an invalidation is neither kept nor given to who asks after it", async () => {
  const { ask, kept, cache } = createSubject();
  const gate = Promise.withResolvers<Made<string>>();
  const before = ask(() => gate.promise);
  await undefined;
  await cache.invalidate(["tag"]);
  const after = ask(async () => kept("new"));
  gate.resolve(kept("old"));
  expect([await before, await after]).toEqual(["made old", "made new"]);
  expect(await ask(async () => kept("other"))).toBe("hit new");
});

test("another tag does not matter", async () => {
  const { ask, kept, cache } = createSubject();
  await ask(async () => kept("a"));
  await cache.invalidate(["other"]);
  expect(await ask(async () => kept("b"))).toBe("hit a");
});

const beforeMaking = (): never => {
  throw new Error("only if kept");
};

test("who refuses to wait is refused before anything is made", async () => {
  const { ask, kept, runs } = createSubject();
  expect(async () => ask(async () => kept("a"), { beforeMaking })).toThrow("only if kept");
  await ask(async () => kept("a"));
  expect(await ask(async () => kept("b"), { beforeMaking })).toBe("hit a");
  expect(runs()).toBe(1);
});

test("what is kept is left alone for who wants a new answer", async () => {
  const { ask, kept } = createSubject();
  await ask(async () => kept("a"));
  expect(await ask(async () => kept("b"), { isReusable: false })).toBe("made b");
  expect(await ask(async () => kept("c"))).toBe("hit b");
});
