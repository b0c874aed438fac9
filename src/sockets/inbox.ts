import { isThenable } from "../runtime/reply.ts";

/** What is done with one event of a socket. It never fails. */
type Step = () => unknown;

/** Does one step after the other, so that hooks see the events of a socket in their order, one at a time. */
export class Inbox {
  readonly #limitWaiting: number;
  #waiting: Step[] = [];
  #isBusy = false;

  constructor(limitWaiting: number) {
    this.#limitWaiting = limitWaiting;
  }

  /** Does a step, at once where nothing is being done. False where too many wait: it is not done then. */
  add(step: Step): boolean {
    if (!this.#isBusy) this.#begin(step);
    else if (this.#waiting.length < this.#limitWaiting) this.#waiting.push(step);
    else return false;
    return true;
  }

  /** Does a last step after the one that is being done, in the place of those that wait. */
  end(step: Step): void {
    this.#waiting = [];
    if (this.#isBusy) this.#waiting.push(step);
    else this.#begin(step);
  }

  /** A hook may cause further events before it returns. */
  #begin(step: Step): void {
    this.#isBusy = true;
    const outcome = step();
    if (isThenable(outcome) || this.#waiting.length > 0) void this.#goOn(outcome);
    else this.#isBusy = false;
  }

  async #goOn(pending: unknown): Promise<void> {
    await pending;
    for (let step = this.#waiting.shift(); step !== undefined; step = this.#waiting.shift()) await step();
    this.#isBusy = false;
  }
}
