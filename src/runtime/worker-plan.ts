import type { Priority } from "../workers/task-queue.ts";

/** How a route's handler is run by a worker. */
export interface WorkerPlan {
  readonly pool: string;
  readonly priority: Priority;
  /** Undefined for that of the pool. */
  readonly timeoutMs: number | undefined;
  /** What goes over: the inputs that the route declares, and what middleware added. */
  readonly sends: readonly string[];
  /** From how many bytes on a JSON body goes over as it came, to be parsed and checked there; undefined for never. */
  readonly rawBodyBytes: number | undefined;
}
