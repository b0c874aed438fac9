/** How long one waits. */
export interface WaitOptions {
  /** Ends the waiting with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds. Default: no end. */
  readonly timeoutMs?: number | undefined;
  /** The error of a wait that took too long. */
  readonly timedOut?: () => Error;
}

interface Waiter<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Those who wait for something: first come, first served. Who leaves, by a signal or by time, is out of the line at that
 * moment, so that nothing is given to somebody who is gone.
 */
export class WaitingLine<T> {
  /** A set keeps the order, and lets one leave from the middle at once. */
  readonly #waiters = new Set<Waiter<T>>();

  get length(): number {
    return this.#waiters.size;
  }

  /** Joins the end of the line. */
  wait({ signal, timeoutMs, timedOut }: WaitOptions = {}): Promise<T> {
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const leave = (): void => {
      this.#waiters.delete(waiter);
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
    const waiter: Waiter<T> = {
      resolve(value) {
        leave();
        resolve(value);
      },
      reject(error) {
        leave();
        reject(error);
      },
    };
    const onAbort = (): void => waiter.reject(signal?.reason);
    const onTimeout = (): void => waiter.reject(timedOut?.());
    const timer = timeoutMs === undefined ? undefined : setTimeout(onTimeout, timeoutMs);
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#waiters.add(waiter);
    return promise;
  }

  /** Gives to the first one. False where nobody waits. */
  give(value: T): boolean {
    const first = this.#first();
    first?.resolve(value);
    return first !== undefined;
  }

  /** Sends the first one away. False where nobody waits. */
  fail(error: unknown): boolean {
    const first = this.#first();
    first?.reject(error);
    return first !== undefined;
  }

  /** Sends all away. */
  failAll(error: unknown): void {
    while (this.fail(error));
  }

  #first(): Waiter<T> | undefined {
    return this.#waiters.values().next().value;
  }
}
