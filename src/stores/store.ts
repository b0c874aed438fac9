/**
 * What sessions and rate limits are kept in. Memory, SQLite and Redis answer alike: one suite of tests asks all of them.
 * Keys are text of any kind; the middleware that uses a store puts its own prefix before them. What `take` counts is apart
 * from the texts: one key can have both.
 *
 * A store that cannot be asked, or not in time, throws a `StoreUnavailableError`, and nothing else for that.
 */
export interface Store {
  /** The text kept under a key; undefined where there is none, or where its time is over. */
  get(key: string): Promise<string | undefined> | string | undefined;
  /**
   * Keeps a text for `ttlMs` milliseconds, in place of what was there.
   *
   * @throws {RangeError} where `ttlMs` is no whole number from 1
   * @throws {TypeError} where the text has lone surrogates; JSON never has
   */
  set(key: string, value: string, ttlMs: number): Promise<void> | void;
  /** As `set`, only where something is there. Whether there was: what was deleted meanwhile does not come back. */
  replace(key: string, value: string, ttlMs: number): Promise<boolean> | boolean;
  delete(key: string): Promise<void> | void;
  /**
   * Takes `cost` from a limit in one step: exact however many take at once, in however many processes share the store.
   * What is refused takes nothing. Limits of another kind or window are counted apart under the same key.
   *
   * @throws {RangeError} where `cost` is no whole number from 0, `limit` or `windowMs` none from 1, or `limit` × `windowMs`
   * above 3 × 10¹⁵
   */
  take(key: string, limit: Limit, cost: number): Promise<Taken> | Taken;
  /** Ends what the store holds open: timers, files, connections that are its own. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** How much may be taken in how much time. */
export type Limit = SlidingWindow | TokenBucket;

/**
 * `limit` in a window of `windowMs` that moves along, counted in two fixed windows of which the earlier one weighs by what is
 * left of it, rounded: two numbers a key, whatever the limit. It takes the earlier window's to have come evenly; where they
 * came at its end, up to twice `limit` can come in some `windowMs`, never in one burst.
 */
export interface SlidingWindow {
  readonly kind: "sliding-window";
  readonly limit: number;
  readonly windowMs: number;
}

/**
 * A bucket that holds `limit`, and fills by as much in `windowMs`, evenly: bursts up to `limit`, then a steady rate; at most
 * twice `limit` in any `windowMs`.
 */
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
  /** Milliseconds until there is more than that; 0 where the whole limit is there. */
  readonly nextMs: number;
  /** Milliseconds until the whole limit is there again. */
  readonly resetMs: number;
  /** Milliseconds until what was refused would be allowed: 0 where it was, `Infinity` where it costs more than the limit. */
  readonly retryAfterMs: number;
}
