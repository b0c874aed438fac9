import QuickLru from "quick-lru";

/** What a handler cache did since the process began. */
export interface HandlerCacheStats {
  readonly entries: number;
  readonly hits: number;
  readonly misses: number;
}

/**
 * Keeps what was loaded, by what loads it. One that is loading is waited for by all who ask; one that failed is loaded again
 * for the next.
 */
export class HandlerCache<T> {
  readonly #kept: QuickLru<() => Promise<T>, T>;
  readonly #loading = new Map<() => Promise<T>, Promise<T>>();
  #hits = 0;
  #misses = 0;

  /** @param capacityEntries most that are kept; what was used least recently goes first */
  constructor(capacityEntries: number) {
    // It holds up to twice as many.
    this.#kept = new QuickLru({ maxSize: Math.ceil(capacityEntries / 2) });
  }

  /** What is kept; a promise of it where it has to be loaded. */
  get(load: () => Promise<T>): T | Promise<T> {
    const kept = this.#kept.get(load);
    if (kept !== undefined) {
      this.#hits++;
      return kept;
    }
    this.#misses++;
    const loading = this.#loading.get(load);
    if (loading !== undefined) return loading;
    const loaded = this.#load(load);
    this.#loading.set(load, loaded);
    return loaded;
  }

  get stats(): HandlerCacheStats {
    return { entries: this.#kept.size, hits: this.#hits, misses: this.#misses };
  }

  async #load(load: () => Promise<T>): Promise<T> {
    try {
      const loaded = await load();
      this.#kept.set(load, loaded);
      return loaded;
    } finally {
      this.#loading.delete(load);
    }
  }
}
