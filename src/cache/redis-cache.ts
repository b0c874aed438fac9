import type { RedisClient } from "bun";
import { RedisLink, type RedisLinkOptions } from "../stores/redis-link.ts";
import { type CacheEntry, endOf } from "./cache-entry.ts";
import type { CacheStore, Found } from "./cache-store.ts";
import { packEntry, unpackEntry } from "./packed-entry.ts";

/** How answers are kept in Redis. */
export interface RedisCacheOptions extends RedisLinkOptions {
  /** What stands before each key, so that several apps can share one Redis. Default `bunsen:cache:`. */
  readonly prefix?: string;
}

/**
 * Keeps answers in Redis, or what speaks its protocol, through Bun's own client: all processes and machines that use it
 * share them, and what one makes invalid is invalid for all. A Redis that is down or slow is a miss within the deadline, told
 * once in the log; no request fails for it.
 *
 * Each tag has a version, which is another one after each invalidation; an entry is of use while its tags have the versions
 * that it was made under. So an answer that was begun before an invalidation, in whatever process, is never given after it.
 *
 * @param source where Redis is, `redis://127.0.0.1:6379`, or a client, which stays open at the end
 * @throws {TypeError} where the source or the prefix does not fit
 * @throws {RangeError} where the deadline is no whole number from 1
 */
export function redisCache(source: string | RedisClient, options: RedisCacheOptions = {}): CacheStore {
  return new RedisCache(source, options);
}

/** Longer than any entry is of use: 30 days fresh, 30 days stale. */
const versionTtlMs = 61 * 24 * 3600 * 1000;

type Versions = readonly (string | null)[];

class RedisCache implements CacheStore {
  readonly isShared = true;
  /** Other processes write as well: nobody here knows what is there. */
  readonly stats = undefined;
  readonly #link: RedisLink;
  readonly #prefix: string;

  constructor(source: string | RedisClient, { prefix = "bunsen:cache:", ...options }: RedisCacheOptions) {
    if (typeof prefix !== "string")
      throw new TypeError(`redisCache.prefix must be text, not ${Bun.inspect(prefix)}.`);
    this.#link = new RedisLink(source, options);
    this.#prefix = prefix;
  }

  async read(key: string, tags: () => readonly string[]): Promise<Found> {
    const tagKeys = tags().map((tag) => this.#tagKey(tag));
    try {
      const [packed, versions] = await this.#link.run((redis) =>
        Promise.all([readBytes(redis, this.#entryKey(key)), readVersions(redis, tagKeys)]),
      );
      return { entry: packed === null ? undefined : unpackEntry(packed, versions), seen: versions };
    } catch {
      // The link has told why.
      return unknown;
    }
  }

  async write(key: string, entry: CacheEntry, _: readonly string[], seen: unknown): Promise<void> {
    const ttlMs = Math.ceil(endOf(entry) - Date.now());
    if (seen === undefined || ttlMs <= 0) return;
    const packed = await packEntry(entry, seen as Versions);
    await this.#link.run((redis) => redis.set(this.#entryKey(key), packed, "PX", ttlMs)).catch(() => {});
  }

  async invalidate(tags: readonly string[]): Promise<void> {
    const version = crypto.randomUUID();
    await this.#link
      .run((redis) =>
        Promise.all(tags.map((tag) => redis.set(this.#tagKey(tag), version, "PX", versionTtlMs))),
      )
      .catch(() => {});
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#link[Symbol.asyncDispose]();
  }

  #entryKey(key: string): string {
    return `${this.#prefix}e:${digestOf(key)}`;
  }

  #tagKey(tag: string): string {
    return `${this.#prefix}t:${digestOf(tag)}`;
  }
}

/** Nothing is known: what is made then is not kept either. */
const unknown: Found = { entry: undefined, seen: undefined };

/** What is no text was put there by somebody else. */
const readBytes = (redis: RedisClient, key: string): Promise<Uint8Array<ArrayBuffer> | null> =>
  redis.getBuffer(key).catch((error: unknown) => {
    if (error instanceof Error && error.message.startsWith("WRONGTYPE")) return null;
    throw error;
  });

const readVersions = async (redis: RedisClient, tagKeys: readonly string[]): Promise<Versions> =>
  tagKeys.length === 0 ? [] : redis.mget(...tagKeys);

/** Keys can be long, and hold what clients sent. */
const digestOf = (key: string): string => new Bun.CryptoHasher("sha256").update(key).digest("base64url");
