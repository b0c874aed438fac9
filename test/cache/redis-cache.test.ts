import { RedisClient } from "bun";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { app } from "../../src/bunsen.ts";
import { type RedisCacheOptions, redisCache } from "../../src/cache/redis-cache.ts";
import type { CacheStore } from "../../src/cache/cache-store.ts";
import { RedisServer, describeWithRedis } from "../support/redis.ts";
import { entryOf, testCacheStore } from "./cache-store-contract.ts";

let prefixes = 0;
const newPrefix = (): string => `test-${prefixes++}:`;

describeWithRedis("redisCache", () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** With a generous deadline: the machine may be busy, and most of these are not about that. */
  const open = (prefix = newPrefix(), over: RedisCacheOptions = {}): CacheStore =>
    redisCache(server.url, { prefix, deadlineMs: 10_000, ...over });

  testCacheStore(open);

  test("processes share what they keep, and what they make invalid", async () => {
    const prefix = newPrefix();
    await using first = open(prefix);
    await using second = open(prefix);
    const tags = ["a"];
    const { seen } = await first.read("key", () => tags);
    await first.write("key", entryOf("text"), tags, seen);
    expect(await (await second.read("key", () => tags)).entry?.body.text()).toBe("text");
    await second.invalidate(tags);
    expect((await first.read("key", () => tags)).entry).toBeUndefined();
  });

  test("what was begun before an invalidation of another process is not given after it", async () => {
    const prefix = newPrefix();
    await using first = open(prefix);
    await using second = open(prefix);
    const { seen } = await first.read("key", () => ["a"]);
    await second.invalidate(["a"]);
    await first.write("key", entryOf("old"), ["a"], seen);
    expect((await second.read("key", () => ["a"])).entry).toBeUndefined();
  });

  test("an entry leaves Redis when it is of no use any more", async () => {
    const prefix = newPrefix();
    await using store = open(prefix);
    await store.write("key", entryOf("text"), ["a"], [null]);
    await store.invalidate(["a"]);
    const redis = new RedisClient(server.url);
    const keys = await redis.keys(`${prefix}*`);
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(await redis.pttl(key)).toBeGreaterThan(0);
    redis.close();
  });

  test.each([
    "",
    "x",
    "garbage that is no entry",
    "\u0000\u0000\u0000\u0002{}",
    "\u0000\u0000\u0000\u0004null",
  ])("%j in its place is a miss", async (garbage) => {
    const prefix = newPrefix();
    await using store = open(prefix);
    await store.write("key", entryOf("text"), [], []);
    const redis = new RedisClient(server.url);
    const [key = ""] = await redis.keys(`${prefix}e:*`);
    await redis.set(key, garbage);
    expect((await store.read("key", () => [])).entry).toBeUndefined();
    await redis.del(key);
    await redis.lpush(key, "a list");
    expect((await store.read("key", () => [])).entry).toBeUndefined();
    redis.close();
  });

  test("two apps with one Redis answer for each other, and not where their routes differ", async () => {
    const prefix = newPrefix();
    let runs = 0;
    const create = (store: CacheStore, ttlSeconds: number) =>
      app({ cache: { store } }).get("/", { cache: { ttlSeconds } }, () => `run ${++runs}`);
    await using first = open(prefix);
    await using second = open(prefix);
    const [a, b, other] = [create(first, 60), create(second, 60), create(second, 61)];
    const ask = async (subject: typeof a) => (await subject.request("/")).text();
    expect([await ask(a), await ask(b), await ask(other)]).toEqual(["run 1", "run 1", "run 2"]);
    await a.cache.invalidate({ route: "GET /" });
    expect(await ask(b)).toBe("run 3");
  });
});

describeWithRedis("a Redis that is", () => {
  const faults: Readonly<Record<string, (server: RedisServer) => Promise<void> | void>> = {
    killed: (server) => server.kill(),
    frozen: (server) => server.freeze(),
  };

  test.each(Object.keys(faults))("%s loses no request, and is told of once", async (fault) => {
    await using server = await RedisServer.start();
    const told: unknown[] = [];
    await using store = redisCache(server.url, { deadlineMs: 100, log: (entry) => told.push(entry) });
    let runs = 0;
    const subject = app({ cache: { store } })
      .get("/:id", { cache: { ttlSeconds: 60, tags: ["all"] } }, ({ params }) => `${params.id} ${++runs}`)
      .post("/", { invalidates: ["all"] }, () => "done");
    const ask = async (target: string, init?: RequestInit) => {
      const response = await subject.request(target, init);
      return `${response.status} ${await response.text()}`;
    };
    expect([await ask("/a"), await ask("/a")]).toEqual(["200 a 1", "200 a 1"]);
    await faults[fault]?.(server);
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => ask(`/${index % 20}`)));
    expect(answers.every((answer) => answer.startsWith("200 "))).toBe(true);
    expect(await ask("/", { method: "POST" })).toBe("200 done");
    expect(told).toHaveLength(1);
    await server.resume();
    // The first that asks finds out that it is back.
    let isBack = false;
    for (let tries = 0; tries < 200 && !isBack; tries++) isBack = (await ask("/b")) === (await ask("/b"));
    expect(isBack).toBe(true);
    expect(told).toHaveLength(2);
  });
});

test("a source that is none is refused", () => {
  expect(() => redisCache(7 as never)).toThrow(TypeError);
});
