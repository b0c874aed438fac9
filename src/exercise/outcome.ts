import type { Dispatch } from "../compile/app-plan.ts";
import type { Durations } from "./durations.ts";

/** How an app is asked. */
export type Way = "inProcess" | "loopback";

/** What requests of one route took, one way. */
export interface Figures {
  readonly requests: number;
  readonly seconds: number;
  readonly requestsPerSecond: number;
  /** The median. */
  readonly p50Ns: number;
  readonly p95Ns: number;
  readonly p99Ns: number;
  readonly maxNs: number;
}

export interface InProcessFigures extends Figures {
  /** What a request takes of the JavaScript heap; undefined where that is not known. */
  readonly heapBytes?: number | undefined;
}

export interface LoopbackFigures extends Figures {
  /** CPU time of the server's process, user and system, for each request. */
  readonly cpuMicroseconds: number;
}

/** A route that was measured, in one way at least. */
export interface RouteOutcome {
  readonly key: string;
  readonly dispatch: Dispatch;
  /** Why it is dispatched so. */
  readonly reason: string;
  readonly method: string;
  readonly target: string;
  readonly status: number;
  readonly inProcess?: InProcessFigures;
  readonly loopback?: LoopbackFigures;
}

/** A route that has no figures. */
export interface LeftOut {
  readonly key: string;
  readonly dispatch: Dispatch;
  /** Undefined for both. */
  readonly way?: Way;
  /** Of its answer, where it was asked. */
  readonly status?: number;
  readonly reason: string;
}

export const figuresOf = (durations: Durations, seconds: number): Figures => ({
  requests: durations.count,
  seconds,
  requestsPerSecond: durations.count / seconds,
  p50Ns: durations.quantileNs(0.5),
  p95Ns: durations.quantileNs(0.95),
  p99Ns: durations.quantileNs(0.99),
  maxNs: durations.greatestNs,
});
