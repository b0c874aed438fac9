/** What a task is told beside its input. */
export interface Abortable {
  /** Aborts when nobody waits for the result any more, or when its time is over. */
  readonly signal: AbortSignal;
}

/**
 * A task that runs in this worker. Its signal is made where it is asked for: that costs as much as the rest of an empty
 * task.
 */
export class RunningTask implements Abortable {
  #controller: AbortController | undefined;
  #isAborted = false;
  #credits: number;
  #wake: () => void = () => {};

  /** @param credits how many items it may send; it gets more as they are taken */
  constructor(credits: number) {
    this.#credits = credits;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#isAborted) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  abort(): void {
    this.#isAborted = true;
    this.#controller?.abort();
    this.#wake();
  }

  /** An item was taken: there is room for another. */
  addCredit(): void {
    this.#credits++;
    this.#wake();
  }

  /** Waits until there is room for an item. @returns false where nobody wants one any more */
  async spendCredit(): Promise<boolean> {
    while (this.#credits === 0 && !this.#isAborted) await new Promise<void>((wake) => (this.#wake = wake));
    this.#credits--;
    return !this.#isAborted;
  }
}
