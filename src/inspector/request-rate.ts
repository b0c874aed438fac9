const seconds = 60;

/** How many requests were answered in each of the last sixty seconds. */
export class RequestRate {
  readonly #counts = new Uint32Array(seconds);
  /** The second that was counted last. */
  #latest = 0;

  /** @param nowMs milliseconds of a clock that only goes on */
  count(nowMs: number): void {
    this.#advance(nowMs);
    const at = this.#latest % seconds;
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
  }

  /** The oldest first; the last one is not over. */
  perSecond(nowMs: number): number[] {
    this.#advance(nowMs);
    return Array.from({ length: seconds }, (_, age) => this.#counts[(this.#latest + 1 + age) % seconds] ?? 0);
  }

  /** Forgets the seconds that have passed without a request. */
  #advance(nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    const first = Math.max(this.#latest + 1, second - seconds + 1);
    for (let passed = first; passed <= second; passed++) this.#counts[passed % seconds] = 0;
    this.#latest = Math.max(this.#latest, second);
  }
}
