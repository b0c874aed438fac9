import { type Latencies, LatencyHistogram } from "./latency-histogram.ts";
import { RecentLatencies } from "./recent-latencies.ts";

/** What is told of the requests of a route. */
export interface RouteState {
  readonly requests: number;
  /** Those that have no answer yet. */
  readonly inFlight: number;
  /** Answers by status; `"101"` for upgraded WebSockets. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly lastMinute: Latencies;
  readonly sinceStart: Latencies;
}

/** Counts the requests of a route. */
export class RouteFigures {
  readonly #statuses = new Map<number, number>();
  readonly #recent = new RecentLatencies();
  readonly #all = new LatencyHistogram();
  #requests = 0;
  #inFlight = 0;

  get requests(): number {
    return this.#requests;
  }

  begin(): void {
    this.#requests++;
    this.#inFlight++;
  }

  /** @param nowMs milliseconds of a clock that only goes on */
  end(status: number, durationMs: number, nowMs: number): void {
    this.#inFlight--;
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
    this.#recent.record(durationMs, nowMs);
    this.#all.record(durationMs);
  }

  state(nowMs: number): RouteState {
    return {
      requests: this.#requests,
      inFlight: this.#inFlight,
      statuses: Object.fromEntries(this.#statuses),
      lastMinute: this.#recent.latencies(nowMs),
      sinceStart: this.#all.latencies,
    };
  }
}
