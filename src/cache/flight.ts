/**
 * One computation that several wait for. Whoever waits longer than its deadline is told so: the computation goes on, for
 * the one that began it.
 */
export class Flight<T> {
  /** What it gives. */
  readonly result: Promise<T>;
  /** Tags of what it makes. */
  readonly tags: readonly string[];
  /** Aborts at the deadline. */
  readonly signal: AbortSignal;
  readonly #late: Promise<typeof late>;

  constructor(tags: readonly string[], timeoutMs: number, compute: (signal: AbortSignal) => Promise<T>) {
    this.tags = tags;
    const controller = new AbortController();
    this.signal = controller.signal;
    const expired = Promise.withResolvers<typeof late>();
    this.#late = expired.promise;
    const timer = setTimeout(() => {
      expired.resolve(late);
      controller.abort(new DOMException(`It took longer than ${timeoutMs} ms.`, "TimeoutError"));
    }, timeoutMs);
    this.result = compute(controller.signal).finally(() => clearTimeout(timer));
    // Who began it sees the error; without anybody else it is not unhandled.
    this.result.catch(() => {});
  }

  /** What it gives, or that its deadline came first. */
  wait(): Promise<T | typeof late> {
    return Promise.race([this.result, this.#late]);
  }
}

/** That a deadline came first. */
export const late: unique symbol = Symbol("late");
