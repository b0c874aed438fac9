import type { CacheStore } from "./cache-store.ts";
import { memoryCache } from "./memory-cache.ts";
import { ResponseCache } from "./response-cache.ts";

/** Makes what keeps answers: for an app of which some are kept. */
export interface KeptAnswers {
  /** The store of an app that names none. */
  createStore(): CacheStore;
  /** The cache of one table. @param scope what the keys of the app begin with */
  createCache(store: CacheStore, scope: string | undefined): ResponseCache;
}

export const keptAnswers: KeptAnswers = {
  createStore: () => memoryCache(),
  createCache: (store, scope) => new ResponseCache(store, scope),
};
