import type { RedisClient } from "bun";
import { RedisLink, type RedisLinkOptions } from "./redis-link.ts";
import { checkCost, checkEntry, checkLimit } from "./store-checks.ts";
import type { Limit, Store, Taken } from "./store.ts";
import { entryKey, limitKey } from "./stored-key.ts";
import { takeScript } from "./take-script.ts";

export interface RedisStoreOptions extends RedisLinkOptions {
  /** What stands before each key, so that several apps can share one Redis. Default `bunsen:`. */
  readonly prefix?: string;
}

/**
 * Keeps sessions and limits in Redis, or what speaks its protocol, through Bun's own client: all processes that use one
 * Redis share them. The time is that of Redis, so that processes agree whatever their clocks say. Each call is one command.
 *
 * @param source where Redis is, `redis://127.0.0.1:6379` or `rediss://…` with TLS, connected to when it is first asked; or a
 * client, which stays open at the end. One of its own is better: a frozen connection of it is closed.
 * @example
 * ```ts
 * const store = redisStore("redis://127.0.0.1:6379", { prefix: "shop:" });
 * ```
 * @throws {TypeError} where the source or the prefix does not fit
 * @throws {RangeError} where the deadline is no whole number from 1
 */
export function redisStore(source: string | RedisClient, options: RedisStoreOptions = {}): Store {
  return new RedisStore(source, options);
}

/** By which Redis knows the script, once it has run it. */
const takeDigest = new Bun.CryptoHasher("sha1").update(takeScript).digest("hex");

class RedisStore implements Store {
  readonly #link: RedisLink;
  readonly #prefix: string;

  constructor(source: string | RedisClient, { prefix = "bunsen:", ...options }: RedisStoreOptions) {
    if (typeof prefix !== "string") throw new TypeError("redisStore.prefix: expected text.");
    this.#link = new RedisLink(source, options);
    this.#prefix = prefix;
  }

  async get(key: string): Promise<string | undefined> {
    const value = await this.#link.run((redis) => textOf(redis.get(this.#prefix + entryKey(key))));
    return value ?? undefined;
  }

  async set(key: string, value: string, ttlMs: number): Promise<void> {
    checkEntry(value, ttlMs);
    await this.#link.run((redis) => redis.set(this.#prefix + entryKey(key), value, "PX", ttlMs));
  }

  async replace(key: string, value: string, ttlMs: number): Promise<boolean> {
    checkEntry(value, ttlMs);
    const parameters = [this.#prefix + entryKey(key), value, "XX", "PX", String(ttlMs)];
    return (await this.#link.run((redis) => redis.send("SET", parameters))) !== null;
  }

  async delete(key: string): Promise<void> {
    await this.#link.run((redis) => redis.del(this.#prefix + entryKey(key)));
  }

  async take(key: string, limit: Limit, cost: number): Promise<Taken> {
    checkLimit("store.take", limit);
    checkCost("store.take.cost", cost);
    const numbers = [limit.limit, limit.windowMs, cost].map(String);
    const parameters = ["1", this.#prefix + limitKey(key, limit), limit.kind, ...numbers];
    return takenOf(await this.#link.run((redis) => runScript(redis, parameters)));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#link[Symbol.asyncDispose]();
  }
}

/** What another program put there as a list or a hash is no text: there is none. */
function textOf(answer: Promise<string | null>): Promise<string | null> {
  return answer.catch((error: unknown) => {
    if (isAnswer(error, "WRONGTYPE")) return null;
    throw error;
  });
}

/** Redis forgets scripts when it starts anew; what it does not know it has not run. */
async function runScript(redis: RedisClient, parameters: readonly string[]): Promise<unknown> {
  try {
    return await redis.send("EVALSHA", [takeDigest, ...parameters]);
  } catch (error) {
    if (!isAnswer(error, "NOSCRIPT")) throw error;
    return redis.send("EVAL", [takeScript, ...parameters]);
  }
}

const isAnswer = (error: unknown, code: string): boolean =>
  error instanceof Error && error.message.startsWith(code);

function takenOf(answer: unknown): Taken {
  const [isAllowed, remaining = 0, nextMs = 0, resetMs = 0, retryAfterMs = 0] = answer as readonly number[];
  return {
    isAllowed: isAllowed === 1,
    remaining,
    nextMs,
    resetMs,
    retryAfterMs: retryAfterMs === -1 ? Infinity : retryAfterMs,
  };
}
