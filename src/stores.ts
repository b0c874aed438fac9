/**
 * What sessions and rate limits are kept in: `import { memoryStore } from "bunsen/stores"`.
 *
 * @module
 */
export { type MemoryStoreOptions, memoryStore } from "./stores/memory-store.ts";
export type { Limit, SlidingWindow, Store, Taken, TokenBucket } from "./stores/store.ts";
export { StoreUnavailableError } from "./stores/store-unavailable.ts";
