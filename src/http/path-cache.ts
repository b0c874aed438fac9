import QuickLru from "quick-lru";

/** What paths matched, as far as it is remembered. */
export interface PathCache {
  get(path: string): unknown;
  set(path: string, match: unknown): unknown;
}

/** Remembers paths: most matches cost less than that. @param capacityEntries how many, for each method */
export const rememberPaths =
  (capacityEntries: number): (() => PathCache) =>
  () =>
    // It holds up to twice as many.
    new QuickLru<string, unknown>({ maxSize: Math.ceil(capacityEntries / 2) });
