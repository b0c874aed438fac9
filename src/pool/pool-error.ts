/** What can go wrong with a pool itself. What `create`, `reset` and an aborted signal throw is passed on as it is. */
export type PoolErrorCode = "acquire_timed_out" | "too_many_waiting" | "pool_closed" | "already_released";

/** The sentence of each failure. A key is the stable `code`; docs/pools.md has a row for each, and a test compares the two. */
export const poolFailures: Readonly<Record<PoolErrorCode, string>> = {
  acquire_timed_out: "Nothing of the pool became free in time.",
  too_many_waiting: "Too many wait for this pool already.",
  pool_closed: "The pool is closed.",
  already_released: "This was released before: it may be someone else's by now.",
};

/** A pool that cannot give what it is asked for, or is given back what it does not miss. */
export class PoolError extends Error {
  override readonly name = "PoolError";
  readonly code: PoolErrorCode;

  constructor(code: PoolErrorCode) {
    super(poolFailures[code]);
    this.code = code;
  }
}
