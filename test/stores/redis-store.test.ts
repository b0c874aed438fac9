import { RedisClient } from "bun";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type LimitState, takeFrom } from "../../src/stores/limit-state.ts";
import { takeScript } from "../../src/stores/take-script.ts";
import { type Limit, type Store, redisStore } from "../../src/stores.ts";
import { RedisServer, describeWithRedis } from "../support/redis.ts";
import { describeStore } from "./contract.ts";
import { takeInTwoProcesses } from "./support/two-processes.ts";

const day = 24 * 60 * 60 * 1000;
const limit = { kind: "sliding-window", limit: 5, windowMs: day } as const;

describeWithRedis("redisStore", () => {
  let server: RedisServer;
  let redis: RedisClient;
  beforeAll(async () => {
    server = await RedisServer.start();
    redis = new RedisClient(server.url);
  });
  afterAll(async () => {
    redis.close();
    await server[Symbol.asyncDispose]();
  });

  let prefixes = 0;
  const newPrefix = (): string => `test-${prefixes++}:`;
  /** With a generous deadline: the machine may be busy, and none of these is about that. */
  const open = (prefix: string, source: string | RedisClient = server.url): Store =>
    redisStore(source, { prefix, deadlineMs: 10_000 });

  describe("as every store", () => {
    describeStore(() => {
      const store = open(newPrefix());
      // Its clock is its own.
      return {
        store,
        wait: (ms) => Bun.sleep(ms + 1),
        [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
      };
    });
  });

  test("stores of one prefix share what they keep, those of another do not", async () => {
    const prefix = newPrefix();
    await using first = open(prefix);
    await using second = open(prefix);
    await using other = open(newPrefix());
    await first.set("a", "text", 60_000);
    await first.take("a", limit, 2);
    const answers = [second, other].map(async (store) => [
      await store.get("a"),
      (await store.take("a", limit, 1)).remaining,
    ]);
    expect(await Promise.all(answers)).toEqual([
      ["text", 2],
      [undefined, 4],
    ]);
  });

  test("a client that was open is used, and stays open", async () => {
    const store = open(newPrefix(), redis);
    await store.set("a", "text", 60_000);
    expect(await store.get("a")).toBe("text");
    await store[Symbol.asyncDispose]();
    expect(redis.connected).toBe(true);
  });

  test("all that is kept expires", async () => {
    const prefix = newPrefix();
    await using store = open(prefix);
    await store.set("a", "text", 60_000);
    await store.replace("a", "text", 60_000);
    await store.take("a", limit, 1);
    await store.take("a", { ...limit, kind: "token-bucket" }, 1);
    const keys = (await redis.keys(`${prefix}*`)).toSorted();
    expect(keys).toEqual(["b:86400000:=a", "e:=a", "w:86400000:=a"].map((key) => prefix + key));
    for (const key of keys) expect(await redis.pttl(key)).toBeWithin(1, 2 * day + 1);
  });

  test.each(["sliding-window", "token-bucket"])(
    "%s: two processes take exactly the limit",
    async (algorithm) => {
      await redis.send("FLUSHALL", []);
      expect(await takeInTwoProcesses("redis", server.url, algorithm)).toBe(300);
    },
    30_000,
  );

  test("a Redis that has forgotten the script is given it again", async () => {
    await using store = open(newPrefix());
    await store.take("a", limit, 1);
    await redis.send("SCRIPT", ["FLUSH"]);
    expect((await store.take("a", limit, 1)).remaining).toBe(3);
  });

  describe("what another program wrote there", () => {
    const garbage = [
      "",
      "garbage",
      "1:2",
      "-1:2:3",
      "1:2:3:4",
      "nan:inf:nan",
      "1e99:1:1",
      "9".repeat(5000),
      "\0",
    ];
    const numbers = ["0:0:0", `${"9".repeat(19)}:1:1`, `0:${"9".repeat(50)}:1`];
    test.each([...garbage, ...numbers])("%j counts as none", async (value) => {
      const prefix = newPrefix();
      await using store = open(prefix);
      await redis.set(`${prefix}w:86400000:=a`, value);
      expect((await store.take("a", limit, 1)).remaining).toBe(4);
      expect((await store.take("a", limit, 1)).remaining).toBe(3);
    });

    test("a list counts as none, and is written over", async () => {
      const prefix = newPrefix();
      await using store = open(prefix);
      for (const key of ["w:86400000:=a", "e:=a"]) await redis.lpush(prefix + key, "item");
      expect(await store.get("a")).toBeUndefined();
      await store.set("a", "text", 60_000);
      expect([await store.get("a"), (await store.take("a", limit, 1)).remaining]).toEqual(["text", 4]);
      expect((await store.take("a", limit, 1)).remaining).toBe(3);
    });

    test("more than can be taken is all, and is there again after its time", async () => {
      const prefix = newPrefix();
      await using store = open(prefix);
      const today = Date.now() - (Date.now() % day);
      await redis.set(`${prefix}w:86400000:=a`, `${today}:0:9999999999999999`);
      const { isAllowed, remaining, retryAfterMs } = await store.take("a", limit, 1);
      expect([isAllowed, remaining, retryAfterMs > 0 && retryAfterMs <= 2 * day]).toEqual([false, 0, true]);
    });
  });

  describe("the script", () => {
    /** The script at a time that is given with it, by which alone it goes: what it keeps does not expire. */
    const script = [
      ['local time = redis.call("TIME")\n', ""],
      [/^local now = .*$/m.exec(takeScript)?.[0] ?? "", "local now = tonumber(ARGV[5])"],
      [', "PX", string.format("%.0f", reset)', ""],
    ].reduce((text, [from = "", to = ""]) => {
      expect(text).toContain(from);
      return text.replace(from, to);
    }, takeScript);
    const step = fc.record({
      afterMs: fc.oneof(fc.nat(30), fc.integer({ min: -40, max: 100 })),
      cost: fc.oneof(fc.constant(1), fc.nat(14)),
    });
    const limits: fc.Arbitrary<Limit> = fc.record({
      kind: fc.constantFrom("sliding-window" as const, "token-bucket" as const),
      limit: fc.integer({ min: 1, max: 12 }),
      windowMs: fc.integer({ min: 1, max: 25 }),
    });
    const large: fc.Arbitrary<Limit> = fc.record({
      kind: fc.constantFrom("sliding-window" as const, "token-bucket" as const),
      limit: fc.integer({ min: 30_000_000, max: 34_000_000 }),
      windowMs: fc.integer({ min: 80_000_000, max: 86_400_000 }),
    });

    const ask = async (key: string, one: Limit, cost: number, nowMs: number): Promise<unknown> => {
      const numbers = [one.limit, one.windowMs, cost, nowMs].map(String);
      return redis.send("EVAL", [script, "1", key, one.kind, ...numbers]);
    };
    const expectSame = async (
      one: Limit,
      steps: readonly { afterMs: number; cost: number }[],
    ): Promise<void> => {
      const key = newPrefix();
      let state: LimitState | undefined;
      let nowMs = 1_800_000_000_000;
      for (const { afterMs, cost } of steps) {
        nowMs += afterMs;
        const expected = takeFrom(state, one, cost, nowMs);
        if (expected.taken.isAllowed && cost > 0) ({ state } = expected);
        const { isAllowed, remaining, nextMs, resetMs, retryAfterMs } = expected.taken;
        const retry = retryAfterMs === Infinity ? -1 : retryAfterMs;
        expect(await ask(key, one, cost, nowMs)).toEqual([
          isAllowed ? 1 : 0,
          remaining,
          nextMs,
          resetMs,
          retry,
        ]);
      }
    };

    test("takes as takeFrom does", () =>
      fc.assert(fc.asyncProperty(limits, fc.array(step, { maxLength: 25 }), expectSame), {
        numRuns: 200,
        seed: 1,
      }));

    test("takes as takeFrom does at the largest limits", () => {
      const wide = fc.record({ afterMs: fc.nat(100_000_000), cost: fc.nat(36_000_000) });
      return fc.assert(fc.asyncProperty(large, fc.array(wide, { maxLength: 25 }), expectSame), {
        numRuns: 100,
        seed: 2,
      });
    });
  });
});

test.each([
  [7, "expected a URL or a Bun.RedisClient."],
  [null, "expected a URL or a Bun.RedisClient."],
  [{ send() {} }, "expected a URL or a Bun.RedisClient."],
  ["http://u:secret@127.0.0.1", "expected a URL such as redis://127.0.0.1:6379, received one that is none."],
  ["no url, secret", "expected a URL such as redis://127.0.0.1:6379, received one that is none."],
])("%p is no Redis", (source, message) => {
  expect(() => redisStore(source as string)).toThrow(new TypeError(`redis.source: ${message}`));
});

test.each([
  [{ deadlineMs: 0 }, "redis.deadlineMs: expected a whole number from 1, received 0."],
  [{ prefix: 7 as unknown as string }, "redisStore.prefix: expected text."],
])("%j is refused when called", (options, message) => {
  expect(() => redisStore("redis://127.0.0.1:6379", options)).toThrow(message);
});
