/** The WebSockets that are open at once, and those that are being opened. */
export class Crowd {
  readonly #limit: number;
  #open = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.#open >= this.#limit;
  }

  /** False where there is no room: it has not entered then. */
  enter(): boolean {
    if (this.isFull) return false;
    this.#open += 1;
    return true;
  }

  leave(): void {
    this.#open -= 1;
  }
}
