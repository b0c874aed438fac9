/**
 * What sessions and rate limits are kept in, and answers that processes share: `import { redisStore } from "bunsen/stores"`.
 *
 * @module
 */
export { type RedisCacheOptions, redisCache } from "./cache/redis-cache.ts";
export { type MemoryStoreOptions, memoryStore } from "./stores/memory-store.ts";
export type { StoreLog, StoreLogEntry } from "./stores/outage.ts";
export { type RedisStoreOptions, redisStore } from "./stores/redis-store.ts";
export { type SqliteStoreOptions, sqliteStore } from "./stores/sqlite-store.ts";
export type { Limit, SlidingWindow, Store, Taken, TokenBucket } from "./stores/store.ts";
export { StoreUnavailableError } from "./stores/store-unavailable.ts";
