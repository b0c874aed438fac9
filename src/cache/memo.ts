import QuickLru from "quick-lru";

/** How results are kept. */
export interface MemoOptions {
  /** How long a result is kept. Default 60. */
  readonly ttlSeconds?: number;
  /** How many results are kept, recently used ones at least; never more than twice as many. Default 1,000. */
  readonly capacityEntries?: number;
}

/** What a memo did so far. */
export interface MemoStats {
  readonly hits: number;
  readonly misses: number;
  readonly entries: number;
}

interface Entry<T> {
  readonly value: T;
  /** Milliseconds on the memo's clock. */
  readonly expiresAtMs: number;
}

/**
 * Keeps results by key. Calls with one key at one time share one computation. What is not worth keeping, and errors, are
 * computed anew. Keys are kept as SHA-256 digests: a credential can be one, and is not in memory for that.
 */
export class Memo<T> {
  readonly #entries: QuickLru<string, Entry<T>>;
  readonly #running = new Map<string, Promise<T>>();
  #ttlMs: number;
  #capacityEntries: number;
  readonly #now: () => number;
  #hits = 0;
  #misses = 0;

  /**
   * @param now milliseconds of a clock, of the epoch where credentials have an expiry
   * @throws {RangeError} where an option is not a positive number
   */
  constructor(options: MemoOptions = {}, now: () => number = Date.now) {
    const { ttlMs, capacityEntries } = settingsOf(options);
    this.#ttlMs = ttlMs;
    this.#capacityEntries = capacityEntries;
    this.#entries = new QuickLru({ maxSize: capacityEntries });
    this.#now = now;
  }

  /**
   * Sets how results are kept from here on.
   *
   * @throws {RangeError} where an option is not a positive number
   */
  configure(options: MemoOptions): void {
    const { ttlMs, capacityEntries } = settingsOf(options);
    this.#ttlMs = ttlMs;
    if (capacityEntries === this.#capacityEntries) return;
    this.#capacityEntries = capacityEntries;
    this.#entries.resize(capacityEntries);
  }

  /**
   * The kept result of a key, or a new one.
   *
   * @param expiryOf when a result ends by itself, in milliseconds of the clock; undefined where it is not to be kept
   */
  run(
    key: string,
    compute: () => T | PromiseLike<T>,
    expiryOf: (value: T) => number | undefined,
  ): T | Promise<T> {
    const digest = digestOf(key);
    const kept = this.#entries.get(digest);
    if (kept !== undefined) {
      if (kept.expiresAtMs > this.#now()) {
        this.#hits++;
        return kept.value;
      }
      this.#entries.delete(digest);
    }
    const running = this.#running.get(digest);
    if (running !== undefined) {
      this.#hits++;
      return running;
    }
    this.#misses++;
    const result = compute();
    // A thenable that is no Promise, as a query builder is, runs again each time it is waited for.
    return isThenable(result)
      ? this.#share(digest, Promise.resolve(result), expiryOf)
      : this.#keep(digest, result, expiryOf);
  }

  /** Forgets a key. A computation that runs is not kept either; who waits for it already still gets its result. */
  invalidate(key: string): void {
    const digest = digestOf(key);
    this.#entries.delete(digest);
    this.#running.delete(digest);
  }

  /** Forgets everything. */
  clear(): void {
    this.#entries.clear();
    this.#running.clear();
  }

  get stats(): MemoStats {
    return {
      hits: this.#hits,
      misses: this.#misses,
      entries: Math.min(this.#entries.size, this.#capacityEntries),
    };
  }

  #share(digest: string, result: Promise<T>, expiryOf: (value: T) => number | undefined): Promise<T> {
    const shared = result.then((value) => {
      // Invalidated meanwhile, it may be what was to be forgotten.
      if (this.#running.get(digest) === shared) this.#keep(digest, value, expiryOf);
      return value;
    });
    this.#running.set(digest, shared);
    const forget = (): void => {
      if (this.#running.get(digest) === shared) this.#running.delete(digest);
    };
    shared.then(forget, forget);
    return shared;
  }

  #keep(digest: string, value: T, expiryOf: (value: T) => number | undefined): T {
    const expiresAtMs = expiryOf(value);
    if (expiresAtMs === undefined) return value;
    const latestMs = this.#now() + this.#ttlMs;
    this.#entries.set(digest, { value, expiresAtMs: Math.min(expiresAtMs, latestMs) });
    return value;
  }
}

/** How results are kept where nobody says otherwise. */
export const defaultMemo: Required<MemoOptions> = { ttlSeconds: 60, capacityEntries: 1000 };

function settingsOf(options: MemoOptions): {
  readonly ttlMs: number;
  readonly capacityEntries: number;
} {
  const { ttlSeconds, capacityEntries } = { ...defaultMemo, ...options };
  checkPositive("memo.ttlSeconds", ttlSeconds);
  checkPositive("memo.capacityEntries", capacityEntries);
  if (!Number.isInteger(capacityEntries))
    throw new RangeError(`memo.capacityEntries must be a whole number, not ${capacityEntries}.`);
  return { ttlMs: ttlSeconds * 1000, capacityEntries };
}

function checkPositive(name: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new RangeError(`${name} must be a positive number, not ${String(value)}.`);
}

const isThenable = <T>(value: T | PromiseLike<T>): value is PromiseLike<T> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";

const digestOf = (key: string): string => new Bun.CryptoHasher("sha256").update(key).digest("base64");
