/**
 * What sessions and rate limits are kept in, answers that processes share, and what carries messages between them: `import { redisStore } from "bunsen/stores"`.
 *
 * @module
 */
export { type RedisCacheOptions, redisCache } from "./cache/redis-cache.ts";
export { type MemoryStoreOptions, memoryStore } from "./stores/memory-store.ts";
export type { PubSub, Published } from "./stores/pub-sub.ts";
export { type PubSubGap, type RedisPubSubOptions, redisPubSub } from "./stores/redis-pub-sub.ts";
export type { StoreLog, StoreLogEntry } from "./stores/outage.ts";
export { type RedisStoreOptions, redisStore } from "./stores/redis-store.ts";
export { type SqliteStoreOptions, sqliteStore } from "./stores/sqlite-store.ts";
export type { Limit, SlidingWindow, Store, Taken, TokenBucket } from "./stores/store.ts";
export { StoreUnavailableError } from "./stores/store-unavailable.ts";
