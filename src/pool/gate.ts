import { PoolError } from "./pool-error.ts";
import { WaitingLine } from "./waiting-line.ts";

/** Lets a number of calls in at once. The others wait in a line: first come, first served. */
export class Gate {
  readonly #max: number;
  readonly #maxWaiting: number;
  readonly #line = new WaitingLine<void>();
  #active = 0;

  constructor(max: number, maxWaiting: number) {
    this.#max = max;
    this.#maxWaiting = maxWaiting;
  }

  get active(): number {
    return this.#active;
  }

  get waiting(): number {
    return this.#line.length;
  }

  /**
   * Waits until there is room. Who has entered has to leave.
   *
   * @throws {PoolError} `too_many_waiting`
   * @throws the reason of the signal
   */
  async enter(signal: AbortSignal): Promise<void> {
    if (this.#active < this.#max) {
      this.#active++;
      return;
    }
    if (this.#line.length >= this.#maxWaiting) throw new PoolError("too_many_waiting");
    await this.#line.wait({ signal });
  }

  /** The place goes to the next of the line, so that nobody can come in between. */
  leave(): void {
    if (!this.#line.give(undefined)) this.#active--;
  }
}
