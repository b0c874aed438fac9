const firstMs = 100;
const longestMs = 5000;

/**
 * How long to wait before a worker that failed is replaced. The first is replaced at once; where they fail one after the
 * other, without a task that was done in between, the wait doubles from 100 ms to 5 s.
 */
export class BackOff {
  #failures = 0;
  #notBeforeMs = 0;

  failed(nowMs: number): void {
    this.#failures++;
    if (this.#failures === 1) return;
    this.#notBeforeMs = nowMs + Math.min(longestMs, firstMs * 2 ** (this.#failures - 2));
  }

  succeeded(): void {
    this.#failures = 0;
    this.#notBeforeMs = 0;
  }

  /** Milliseconds until one may be started. */
  waitMs(nowMs: number): number {
    return Math.max(0, this.#notBeforeMs - nowMs);
  }
}
