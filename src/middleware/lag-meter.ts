/** How often the event loop is looked at. */
const intervalMs = 100;

/** Measures how late the event loop is: by how much a timer fires after its time. */
export class LagMeter {
  readonly #now: () => number;
  #dueAtMs = Number.POSITIVE_INFINITY;
  #lastMs = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Looks at the event loop from now on. The timer does not keep the process alive. */
  start(): void {
    this.#dueAtMs = this.#now() + intervalMs;
    setInterval(() => this.tick(), intervalMs).unref();
  }

  get isStarted(): boolean {
    return this.#dueAtMs !== Number.POSITIVE_INFINITY;
  }

  /** Called by the timer. */
  tick(): void {
    this.#lastMs = Math.max(0, this.#now() - this.#dueAtMs);
    this.#dueAtMs = this.#now() + intervalMs;
  }

  /** The lag when the timer fired last; more where it is overdue by more. */
  get lagMs(): number {
    return Math.max(this.#lastMs, this.#now() - this.#dueAtMs, 0);
  }
}
