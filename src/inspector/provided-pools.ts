import type { AppDefinition } from "../define/app-definition.ts";
import type { Resources } from "../define/resources.ts";
import { BufferPool, type BufferPoolStats } from "../pool/buffer-pool.ts";
import { ConnectionPool, type ConnectionPoolStats } from "../pool/connection-pool.ts";
import { ObjectPool, type ObjectPoolStats } from "../pool/object-pool.ts";

export type ProvidedPoolStats = BufferPoolStats | ConnectionPoolStats | ObjectPoolStats;

/** What the pools do that an app provides as resources, by their names: those that were made. */
export function providedPools({
  resources,
  routes,
}: AppDefinition): Readonly<Record<string, ProvidedPoolStats>> {
  const all = new Set<Resources | undefined>([resources, ...routes.map((route) => route.resources)]);
  const pools = new Map<string, ProvidedPoolStats>();
  for (const some of all)
    for (const [name, value] of some?.made ?? []) if (isPool(value)) pools.set(name, value.stats);
  return Object.fromEntries(pools);
}

const isPool = (value: unknown): value is BufferPool | ConnectionPool<unknown> | ObjectPool<unknown> =>
  value instanceof ConnectionPool || value instanceof ObjectPool || value instanceof BufferPool;
