/** How many messages a socket sends within a second. Seconds follow each other from its first message on. */
export class MessageRate {
  readonly #perSecond: number;
  #secondBeganAtMs = Number.NEGATIVE_INFINITY;
  #count = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Counts one. Whether it is within the limit. @param nowMs by a clock that never goes back */
  take(nowMs: number): boolean {
    if (nowMs - this.#secondBeganAtMs >= 1000) {
      this.#secondBeganAtMs = nowMs;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count <= this.#perSecond;
  }
}
