import type { PoolOptions } from "../workers/pool-options.ts";
import type { Priority } from "../workers/task-queue.ts";

/** How the workers of an app are made. */
export interface WorkersOptions {
  /**
   * The module that exports this app: a worker imports it, too. `import.meta.url`. Default: the file
   * in which `app()` was called, else the one that was run. A built app is its own.
   */
  readonly module?: string;
  /** Pools by their names. Default: one, `default`, with the default options. */
  readonly pools?: Readonly<Record<string, PoolOptions>>;
}

/** How a route's handler is run by a worker. */
export interface RouteWorkerOptions {
  /** The name of a pool in `workers.pools`. Default `"default"`. */
  readonly pool?: string;
  /** How long the answer may take, waiting included, in milliseconds. Default: that of the pool. */
  readonly timeoutMs?: number;
  /** Default `"normal"`. A request that has waited for a second counts as much as one that is a step more urgent. */
  readonly priority?: Priority;
  /** Names of what middleware added to the context and the handler needs. It has to be plain data. Default: none. */
  readonly context?: readonly string[];
}

/** The pool of a route, or of tasks, that names none. */
export const defaultPool = "default";
