import type { AppStats } from "../define/app-stats.ts";
import type { ProvidedPoolStats } from "./provided-pools.ts";
import type { RecentError } from "./recent-errors.ts";
import type { RouteState } from "./route-figures.ts";
import type { SocketState } from "./socket-figures.ts";

/** What an app did since its process began, as the page asks for it each second. */
export interface InspectorState {
  /** Its id. A process that takes its place begins anew. */
  readonly process: number;
  readonly uptimeMs: number;
  readonly rssBytes: number;
  /** Answers in each of the last sixty seconds, the oldest first. */
  readonly perSecond: readonly number[];
  /** By their keys, those that were asked. */
  readonly routes: Readonly<Record<string, RouteState>>;
  /** Requests that no route took. */
  readonly unrouted: RouteState | undefined;
  /** By their paths, those that were opened. */
  readonly sockets: Readonly<Record<string, SocketState>>;
  readonly stats: AppStats;
  /** Pools that the app provides as resources, by their names. */
  readonly pools: Readonly<Record<string, ProvidedPoolStats>>;
  readonly errorCount: number;
  /** The latest first. */
  readonly errors: readonly RecentError[];
}
