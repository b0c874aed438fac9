/** What came of a call that was let through. `unknown`: it ended before anything could be said of the other side. */
export type CallOutcome = "ok" | "failed" | "unknown";

/** Tells what came of one call. */
export type Report = (outcome: CallOutcome) => void;

export type CircuitState = "closed" | "open" | "half-open";

/**
 * Leaves an origin alone that fails: closed, it lets all calls through; after so many failures in a row it is open, and lets
 * none; after a while it is half-open, and lets one, whose outcome decides.
 */
export class CircuitBreaker {
  readonly #failuresToOpen: number;
  readonly #openMs: number;
  readonly #now: () => number;
  #state: CircuitState = "closed";
  #failures = 0;
  #openUntilMs = 0;
  #isProbing = false;
  /** Grows with each change of state: what was let through before one says nothing of what is now. */
  #era = 0;

  constructor(
    { failures, openMs }: { readonly failures: number; readonly openMs: number },
    now: () => number,
  ) {
    this.#failuresToOpen = failures;
    this.#openMs = openMs;
    this.#now = now;
  }

  get state(): CircuitState {
    return this.#state === "open" && this.#now() >= this.#openUntilMs ? "half-open" : this.#state;
  }

  /** Milliseconds until a call may be let through. */
  get retryAfterMs(): number {
    return this.state === "open" ? this.#openUntilMs - this.#now() : 0;
  }

  /** Whether a call would be let through now. */
  get isPassable(): boolean {
    return this.state === "closed" || (this.state === "half-open" && !this.#isProbing);
  }

  /** Lets a call through, which has to be reported; undefined where it is not. */
  admit(): Report | undefined {
    if (!this.isPassable) return undefined;
    if (this.state === "half-open") {
      if (this.#state === "open") this.#change("half-open");
      this.#isProbing = true;
    }
    const era = this.#era;
    return (outcome) => {
      if (era === this.#era) this.#settle(outcome);
    };
  }

  #settle(outcome: CallOutcome): void {
    this.#isProbing = false;
    if (outcome === "unknown") return;
    if (outcome === "ok") {
      this.#failures = 0;
      if (this.#state === "half-open") this.#change("closed");
      return;
    }
    this.#failures++;
    if (this.#state === "half-open" || this.#failures >= this.#failuresToOpen) this.#open();
  }

  #open(): void {
    this.#openUntilMs = this.#now() + this.#openMs;
    this.#change("open");
  }

  #change(state: CircuitState): void {
    this.#state = state;
    this.#failures = 0;
    this.#isProbing = false;
    this.#era++;
  }
}
