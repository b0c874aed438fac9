import type { PendingTask } from "./pending-task.ts";

/** What a pool does now, and did since it began. */
export interface PoolStats {
  /** Workers that can do tasks, those that do one, and tasks that wait. */
  readonly threads: number;
  readonly busy: number;
  readonly queued: number;
  /** Tasks by how they ended. Those that are out of time, or that nobody waits for, may also be among the first two. */
  readonly succeeded: number;
  readonly failed: number;
  readonly refused: number;
  readonly timedOut: number;
  readonly abandoned: number;
  /** All the time that tasks waited for a worker, and that workers were busy, in milliseconds. */
  readonly waitMs: number;
  readonly runMs: number;
  /** Workers that were replaced: because they ended, and between two tasks by the rules of `recycle`. */
  readonly restarts: number;
  readonly recycled: number;
}

/** Counts what a pool does. */
export class PoolCounts {
  succeeded = 0;
  failed = 0;
  refused = 0;
  timedOut = 0;
  abandoned = 0;
  restarts = 0;
  recycled = 0;
  #waitMs = 0;
  #runMs = 0;

  begun({ queuedAtMs, begunAtMs }: PendingTask): void {
    this.#waitMs += begunAtMs - queuedAtMs;
  }

  ended({ begunAtMs }: PendingTask, isFailed: boolean, nowMs: number): void {
    this.#runMs += nowMs - begunAtMs;
    if (isFailed) this.failed++;
    else this.succeeded++;
  }

  /** How long a task runs, by those that have ended. */
  get meanRunMs(): number {
    return this.#runMs / Math.max(1, this.succeeded + this.failed);
  }

  stats(now: Pick<PoolStats, "threads" | "busy" | "queued">): PoolStats {
    const { succeeded, failed, refused, timedOut, abandoned, restarts, recycled } = this;
    const [waitMs, runMs] = [this.#waitMs, this.#runMs];
    return { ...now, succeeded, failed, refused, timedOut, abandoned, waitMs, runMs, restarts, recycled };
  }
}
