import type { Context } from "../runtime/context.ts";
import type { PoolStats } from "../workers/pool-stats.ts";
import type { Abortable } from "../workers/running-task.ts";
import type { Priority } from "../workers/task-queue.ts";
import type { RouteDefinition } from "./app-definition.ts";
import type { Task, TaskResult } from "./tasks.ts";
import { WorkerContext, sendContext } from "../runtime/worker-context.ts";
import type { WorkerPlan } from "../runtime/worker-plan.ts";

/** Runs a handler with what has gone over, and encodes what it gives. */
export type OffloadedHandler = (context: WorkerContext) => Promise<Response>;

/** Has the handler of a route run by a worker; gives what runs in its place here. */
export type Offload = (
  route: RouteDefinition,
  plan: WorkerPlan,
  run: OffloadedHandler,
) => (context: unknown) => Promise<Response>;

/** Runs a handler here, with what it would have in a worker. */
export const runHere: Offload =
  ({ path }, { sends }, run) =>
  (given) => {
    const context = given as Context;
    return run(new WorkerContext(path, sendContext(context, sends), context));
  };

/** How one task is run. */
export interface TaskOptions {
  /** When this aborts, nobody waits for the result: a task that waits is dropped, one that runs is told by its signal. */
  readonly signal?: AbortSignal;
  /** How long it may take, waiting included. Default: that of the pool. */
  readonly timeoutMs?: number;
  /** Default `"normal"`. */
  readonly priority?: Priority;
  /** Buffers of the input that go over without being copied. They are empty here from then on. */
  readonly transfer?: readonly ArrayBuffer[];
}

/** A pool of the app, for work inside handlers. */
export interface TaskPool {
  /**
   * Has a task done by a worker. Of a generator, what it returns is the result; {@link TaskPool.stream} gives its items.
   *
   * @throws {HttpError} 503 `queue_full`, `timed_out`, `worker_unavailable`; 500 `worker_crashed`, `unsendable_value`; or
   *   what the task threw, without its class
   */
  run<Input, Output>(
    task: Task<Input, Output>,
    input: Input,
    options?: TaskOptions,
  ): Promise<TaskResult<Output>>;
  /**
   * Has a task done that is an async generator, and gives its items as they come; what it returns is the value of the last
   * result. It begins when the first item is asked for. Its worker is at most four items ahead of who takes them, then it
   * waits, and its deadline goes on: a slow reader keeps a worker. To end the loop early, or `return()`, aborts the task.
   *
   * @example
   * ```ts
   * sse(async function* ({ query, signal }) {
   *   for await (const step of images.pool().stream(resize, query, { signal })) yield { data: step };
   * });
   * ```
   * @throws {HttpError} where an item is asked for, once, and what {@link TaskPool.run} throws
   */
  stream<Input, Item, Result>(
    task: Task<Input, AsyncGenerator<Item, Result, undefined>>,
    input: Input,
    options?: TaskOptions,
  ): AsyncGenerator<Item, Result, undefined>;
}

/** The workers of an app. */
export interface AppWorkers {
  readonly offload: Offload;
  /** @throws {TypeError} where the app has no pool of that name */
  pool(name: string): TaskPool;
  /** Starts the workers that routes need. @throws {HttpError} 503 `worker_unavailable` where they cannot be */
  start(): Promise<void>;
  /** Waits for what they do, and ends them. They are started again when they are needed. */
  stop(): Promise<void>;
  /** Ends them at once, whatever they do, those that {@link AppWorkers.stop} waits for as well. */
  terminate(): void;
  readonly stats: Readonly<Record<string, PoolStats>>;
  /** Does what a pool asks for; in a worker. */
  perform(name: string, input: unknown, task: Abortable): unknown;
}
