import type { MemoStats } from "../cache/memo.ts";
import type { HandlerCacheStats } from "../cache/handler-cache.ts";
import type { ResponseCacheStats } from "../cache/response-cache.ts";
import type { PoolStats } from "../workers/pool-stats.ts";
import { type AppDefinition, middlewareOf } from "./app-definition.ts";

/** What an app did since its process began. */
export interface AppStats {
  /** Hits, misses and entries of each middleware that has a memo, by its name. Several of one name are counted together. */
  readonly memo: Readonly<Record<string, MemoStats>>;
  /** What the cache of answers did; none where no route is cached. */
  readonly cache?: ResponseCacheStats;
  /** What the cache of loaded handlers did; none where no handler is lazy. */
  readonly handlers?: HandlerCacheStats;
  /** What pools of workers do and did, by their names. Those that were not needed yet are not told. */
  readonly workers: Readonly<Record<string, PoolStats>>;
}

export function statsOf(definition: AppDefinition, workers: AppStats["workers"] = {}): AppStats {
  const used = new Set([...definition.middleware, ...definition.routes.flatMap(middlewareOf)]);
  const memo = new Map<string, MemoStats>();
  for (const one of used) {
    const stats = one.stats();
    if (stats !== undefined) memo.set(one.name, sumOf(memo.get(one.name), stats));
  }
  return { memo: Object.fromEntries(memo), workers };
}

const sumOf = (a: MemoStats = { hits: 0, misses: 0, entries: 0 }, b: MemoStats): MemoStats => ({
  hits: a.hits + b.hits,
  misses: a.misses + b.misses,
  entries: a.entries + b.entries,
});
