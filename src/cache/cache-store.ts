import type { CacheEntry } from "./cache-entry.ts";

/** What was found under a key. */
export interface Found {
  readonly entry: CacheEntry | undefined;
  /**
   * What the store gives back to `write`: by it a store of several processes knows that a tag was invalidated while the
   * answer was made.
   */
  readonly seen: unknown;
}

/**
 * Where answers are kept. Memory and Redis answer alike: one suite of tests asks both. A store never throws for a reason of
 * its own: what cannot be read is a miss, what cannot be written is not kept.
 */
export interface CacheStore {
  /** Whether other processes see what is kept here. */
  readonly isShared: boolean;
  /** @param tags those of the entry, for a store that has to know them to read it; they cost a call of the app */
  read(key: string, tags: () => readonly string[]): Found | Promise<Found>;
  /** Keeps an entry, unless one of its tags was invalidated since it was looked for. */
  write(key: string, entry: CacheEntry, tags: readonly string[], seen: unknown): void | Promise<void>;
  /**
   * Counts bytes that are kept beside an entry as its own. A store that gives another entry at each read has none: nothing
   * can be kept beside them.
   */
  grow?(key: string, entry: CacheEntry, bytes: number): void;
  /** Forgets every entry that has one of the tags, in all processes that share the store. */
  invalidate(tags: readonly string[]): void | Promise<void>;
  /** What it holds; undefined for a store that others write to as well. */
  readonly stats: CacheStoreStats | undefined;
  /** Ends connections that are its own. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a store holds. */
export interface CacheStoreStats {
  readonly entries: number;
  readonly bytes: number;
  /** Entries that made room for others. */
  readonly evictions: number;
}
