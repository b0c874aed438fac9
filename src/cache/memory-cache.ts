import QuickLru from "quick-lru";
import { type CacheEntry, sizeOf } from "./cache-entry.ts";
import type { CacheStore, CacheStoreStats, Found } from "./cache-store.ts";

/** Bounds of a memory cache. */
export interface MemoryCacheOptions {
  /** Most bytes, all entries together. Default 67,108,864 (64 MiB). */
  readonly limitBytes?: number;
  /** Most entries. Default 10,000. */
  readonly capacityEntries?: number;
}

interface Kept {
  readonly entry: CacheEntry;
  readonly tags: readonly string[];
  /** With what is kept beside it. */
  bytes: number;
}

/**
 * Keeps answers in the memory of this process. What was used least recently goes first. Entries whose time is over are no
 * longer found, and leave with the others: no timer runs.
 *
 * @throws {RangeError} where an option is not a positive whole number
 */
export function memoryCache(
  options: MemoryCacheOptions = {},
): CacheStore & { readonly stats: CacheStoreStats } {
  return new MemoryCache(options);
}

class MemoryCache implements CacheStore {
  readonly isShared = false;
  readonly #kept: QuickLru<string, Kept>;
  readonly #keysByTag = new Map<string, Set<string>>();
  readonly #limitBytes: number;
  #bytes = 0;
  #evictions = 0;

  constructor({ limitBytes = 64 * 1024 * 1024, capacityEntries = 10_000 }: MemoryCacheOptions) {
    checkPositive("memoryCache.limitBytes", limitBytes);
    checkPositive("memoryCache.capacityEntries", capacityEntries);
    this.#limitBytes = limitBytes;
    this.#kept = new QuickLru({
      // It holds up to twice as many.
      maxSize: Math.ceil(capacityEntries / 2),
      onEviction: (key, kept) => this.#evicted(key, kept),
    });
  }

  read(key: string): Found {
    const kept = this.#kept.get(key);
    return kept === undefined ? nothing : { entry: kept.entry, seen: undefined };
  }

  write(key: string, entry: CacheEntry, tags: readonly string[]): void {
    this.#remove(key);
    const bytes = sizeOf(key, entry);
    if (bytes > this.#limitBytes) return;
    this.#kept.set(key, { entry, tags, bytes });
    this.#bytes += bytes;
    for (const tag of tags) this.#keysOf(tag).add(key);
    if (this.#bytes > this.#limitBytes) this.#makeRoom();
  }

  grow(key: string, entry: CacheEntry, bytes: number): void {
    const kept = this.#kept.peek(key);
    // Another may be there by now.
    if (kept?.entry !== entry) return;
    kept.bytes += bytes;
    this.#bytes += bytes;
    if (this.#bytes > this.#limitBytes) this.#makeRoom();
  }

  invalidate(tags: readonly string[]): void {
    for (const tag of tags) for (const key of this.#keysByTag.get(tag) ?? []) this.#remove(key);
  }

  get stats(): CacheStoreStats {
    return { entries: this.#kept.size, bytes: this.#bytes, evictions: this.#evictions };
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #keysOf(tag: string): Set<string> {
    const known = this.#keysByTag.get(tag);
    if (known !== undefined) return known;
    const keys = new Set<string>();
    this.#keysByTag.set(tag, keys);
    return keys;
  }

  /** Down to nine tenths, the oldest first: a full cache does not look for room at each write. */
  #makeRoom(): void {
    for (const [key, kept] of this.#kept.entriesAscending()) {
      if (this.#bytes <= 0.9 * this.#limitBytes) return;
      this.#kept.delete(key);
      this.#evicted(key, kept);
    }
  }

  #evicted(key: string, kept: Kept): void {
    this.#evictions++;
    this.#forget(key, kept);
  }

  #remove(key: string): void {
    const kept = this.#kept.peek(key);
    if (kept === undefined) return;
    this.#kept.delete(key);
    this.#forget(key, kept);
  }

  #forget(key: string, { tags, bytes }: Kept): void {
    this.#bytes -= bytes;
    for (const tag of tags) {
      const keys = this.#keysByTag.get(tag);
      keys?.delete(key);
      if (keys?.size === 0) this.#keysByTag.delete(tag);
    }
  }
}

const nothing: Found = { entry: undefined, seen: undefined };

function checkPositive(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw new RangeError(`${name} must be a positive whole number, not ${String(value)}.`);
}
