import { Gate } from "../pool/gate.ts";
import { PoolError } from "../pool/pool-error.ts";
import { type CallOutcome, CircuitBreaker, type CircuitState } from "./circuit-breaker.ts";
import { ClientError, clientError } from "./client-error.ts";
import type { CircuitOptions } from "./client-options.ts";
import type { Deadline } from "./deadline.ts";
import { type Outgoing, type Received, endError } from "./exchange.ts";

/** What a client knows of one origin. */
export interface OriginStats {
  readonly active: number;
  readonly waiting: number;
  readonly circuit: CircuitState;
  /** Requests that were sent, retries and redirects included. */
  readonly sent: number;
  /** Those of them after which the origin is said to fail: 502, 503, 504, and no answer. */
  readonly failed: number;
}

export interface OriginSettings {
  readonly maxConcurrent: number;
  readonly maxWaiting: number;
  readonly circuit: Readonly<Required<CircuitOptions>> | undefined;
}

/** Statuses that say that there is nobody to answer. A 500 is an answer, if a poor one. */
const failing: ReadonlySet<number> = new Set([502, 503, 504]);

/** What runs, waits and fails at one origin. */
export class Origin {
  readonly #gate: Gate;
  readonly #breaker: CircuitBreaker | undefined;
  #sent = 0;
  #failed = 0;

  constructor({ maxConcurrent, maxWaiting, circuit }: OriginSettings, now: () => number) {
    this.#gate = new Gate(maxConcurrent, maxWaiting);
    this.#breaker = circuit && new CircuitBreaker(circuit, now);
  }

  get stats(): OriginStats {
    return {
      active: this.#gate.active,
      waiting: this.#gate.waiting,
      circuit: this.#breaker?.state ?? "closed",
      sent: this.#sent,
      failed: this.#failed,
    };
  }

  /**
   * Sends a request when there is room.
   *
   * @throws {ClientError} `circuit_open`, `too_many_waiting`, `timed_out`, `aborted`
   * @throws what `send` throws
   */
  async run(outgoing: Outgoing, deadline: Deadline, send: () => Promise<Received>): Promise<Received> {
    // Nobody waits in a line for what is refused at its end.
    if (this.#breaker?.isPassable === false) throw this.#circuitOpen(outgoing);
    await this.#enter(outgoing, deadline);
    let outcome: CallOutcome = "unknown";
    const report = this.#breaker?.admit();
    try {
      if (this.#breaker !== undefined && report === undefined) throw this.#circuitOpen(outgoing);
      this.#sent++;
      const received = await send();
      outcome = failing.has(received.status) ? "failed" : "ok";
      return received;
    } catch (error) {
      outcome = outcomeOf(error);
      throw error;
    } finally {
      if (outcome === "failed") this.#failed++;
      report?.(outcome);
      this.#gate.leave();
    }
  }

  async #enter(outgoing: Outgoing, deadline: Deadline): Promise<void> {
    try {
      await this.#gate.enter(deadline.signal);
    } catch (error) {
      if (error instanceof PoolError) throw clientError("too_many_waiting", outgoing);
      throw endError(outgoing, deadline);
    }
  }

  #circuitOpen(outgoing: Outgoing): Error {
    const retryAfterMs = this.#breaker?.retryAfterMs;
    return clientError("circuit_open", outgoing, undefined, { retryAfterMs });
  }
}

function outcomeOf(error: unknown): CallOutcome {
  const code = error instanceof ClientError ? error.code : "aborted";
  if (code === "too_large") return "ok";
  return /^(?:refused|reset|timed_out|malformed_answer)$/.test(code) ? "failed" : "unknown";
}
