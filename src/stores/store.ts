/**
 * What sessions and rate limits are kept in. Memory, SQLite and Redis answer alike: one suite of tests asks all of them.
 * Keys are text of any kind; the middleware that uses a store puts its own prefix before them.
 */
export interface Store {
  /** The text kept under a key; undefined where there is none, or where its time is over. */
  get(key: string): Promise<string | undefined> | string | undefined;
  /** Keeps a text for `ttlMs` milliseconds, in place of what was there. */
  set(key: string, value: string, ttlMs: number): Promise<void> | void;
  /** As `set`, only where something is there. Whether there was: what was deleted meanwhile does not come back. */
  replace(key: string, value: string, ttlMs: number): Promise<boolean> | boolean;
  delete(key: string): Promise<void> | void;
  /**
   * Takes `cost` from a limit in one step: exact however many take at once, in however many processes share the store.
   * What is refused takes nothing.
   */
  take(key: string, limit: Limit, cost: number): Promise<Taken> | Taken;
  /** Ends what the store holds open: timers, files, connections that are its own. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** How much may be taken in how much time. */
export type Limit = SlidingWindow | TokenBucket;

/**
 * At most `limit` in any `windowMs`, counted in two fixed windows of which the earlier one weighs by what is left of it: two
 * numbers a key, whatever the limit.
 */
export interface SlidingWindow {
  readonly kind: "sliding-window";
  readonly limit: number;
  readonly windowMs: number;
}

/** A bucket that holds `limit`, and fills by as much in `windowMs`, evenly: bursts up to `limit`, then a steady rate. */
export interface TokenBucket {
  readonly kind: "token-bucket";
  readonly limit: number;
  readonly windowMs: number;
}

/** What came of taking. */
export interface Taken {
  readonly isAllowed: boolean;
  /** What could be taken after this, at once. */
  readonly remaining: number;
  /** Milliseconds until the whole limit is there again. */
  readonly resetMs: number;
  /** Milliseconds until what was refused would be allowed; 0 where it was allowed. */
  readonly retryAfterMs: number;
}
