/** Why a call ended before its answer: its time was over, or its caller does not need it any more. */
export type EndReason = "timed_out" | "aborted";

/** One signal for all that can end a call. It holds a timer, and listens: it has to be ended. */
export class Deadline implements Disposable {
  readonly timeoutMs: number;
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #outer: readonly AbortSignal[];
  readonly #endsAtMs: number;
  #reason: EndReason | undefined;

  constructor(timeoutMs: number, outer: readonly (AbortSignal | undefined)[]) {
    this.timeoutMs = timeoutMs;
    this.#outer = outer.filter((signal) => signal !== undefined);
    this.#endsAtMs = performance.now() + timeoutMs;
    this.#timer = setTimeout(() => this.#end("timed_out", undefined), timeoutMs);
    for (const signal of this.#outer) {
      if (signal.aborted) this.#end("aborted", signal.reason);
      signal.addEventListener("abort", this.#onAbort, { once: true });
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Undefined while the call goes on. */
  get reason(): EndReason | undefined {
    return this.#reason;
  }

  get remainingMs(): number {
    return Math.max(0, this.#endsAtMs - performance.now());
  }

  /** The time counts no more; the other signals do. */
  stopClock(): void {
    clearTimeout(this.#timer);
  }

  /** Aborts the signal where nothing else did, so that what listens to it stops. */
  abandon(): void {
    this.#end("aborted", undefined);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    for (const signal of this.#outer) signal.removeEventListener("abort", this.#onAbort);
  }

  readonly #onAbort = (event: Event): void => {
    this.#end("aborted", event.target instanceof AbortSignal ? event.target.reason : undefined);
  };

  #end(reason: EndReason, cause: unknown): void {
    this.#reason ??= reason;
    this.#controller.abort(cause);
  }
}
