import { declaredError } from "../http/http-error.ts";
import { BackOff } from "./back-off.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { StartThread } from "./messages.ts";
import { PendingTask, type TaskCall, abandonedError } from "./pending-task.ts";
import type { PoolSettings } from "./pool-options.ts";
import { PoolCounts, type PoolStats } from "./pool-stats.ts";
import { PoolThread, type ThreadFailure, type ThreadOwner } from "./pool-thread.ts";
import { TaskQueue } from "./task-queue.ts";
import { TaskStream } from "./task-stream.ts";

/**
 * Has tasks done by workers, one at a time each. Every task is answered once: with its result, its error, or why it has
 * none. Workers that end are replaced.
 */
export class WorkerPool {
  readonly #settings: PoolSettings;
  readonly #start: StartThread;
  readonly #clock: Clock;
  readonly #queue = new TaskQueue<PendingTask>();
  readonly #threads = new Set<PoolThread>();
  /** Those that are replaced between two tasks, until they have ended. */
  readonly #leaving = new Set<PoolThread>();
  readonly #backOff = new BackOff();
  readonly #counts = new PoolCounts();
  readonly #owner: ThreadOwner;
  readonly #onStray: (error: Error) => void;
  #warm: PromiseWithResolvers<void> | undefined;
  #stopped: PromiseWithResolvers<void> | undefined;
  #cancelRefill: (() => void) | undefined;

  /** @param onStray is told what is thrown in a worker and no task waits for */
  constructor(
    settings: PoolSettings,
    start: StartThread,
    onStray: (error: Error) => void,
    clock: Clock = systemClock,
  ) {
    this.#settings = settings;
    this.#start = start;
    this.#onStray = onStray;
    this.#clock = clock;
    this.#owner = {
      free: (thread) => this.#free(thread),
      done: (task, isFailed) => this.#done(task, isFailed),
      gone: (thread, failure) => this.#gone(thread, failure),
      stray: (error) => this.#onStray(error),
    };
  }

  /**
   * Has a task done.
   *
   * @throws {HttpError} 503 `queue_full`, `timed_out`, `worker_unavailable`; 500 `worker_crashed`, `unsendable_value`;
   *   499 `request_abandoned`; or what the task threw
   */
  run(call: TaskCall): Promise<unknown> {
    if (this.#stopped !== undefined) return Promise.reject(unavailable("the server is stopping"));
    if (call.signal?.aborted) return Promise.reject(abandonedError(call.signal.reason));
    const idle = this.#idle();
    if (idle === undefined && this.#isFull) return Promise.reject(this.#refuse());
    const task = new PendingTask(call, this.#settings.timeoutMs, this.#clock.now());
    task.cancelDeadline = this.#clock.after(task.timeoutMs, () => this.#expire(task));
    task.listen(call.signal, (reason) => this.#abandon(task, reason));
    if (idle === undefined || this.#queue.size > 0) this.#queue.push(task);
    else this.#begin(task, idle);
    if (this.#queue.size > 0) this.#refill();
    return task.promise;
  }

  /**
   * Has a task done that is a generator, when the first of its items is asked for. Its worker is a few items ahead of who
   * takes them, and then waits.
   */
  stream(call: TaskCall): TaskStream {
    return new TaskStream((receiver, signal) => this.run({ ...call, receiver, signal }), call.signal);
  }

  /**
   * Starts the workers that are kept. Waits until they are ready.
   *
   * @throws {HttpError} 503 `worker_unavailable` where they cannot be; its cause says why
   */
  warmUp(): Promise<void> {
    this.#warm ??= Promise.withResolvers<void>();
    this.#refill();
    this.#checkWarm();
    return this.#warm.promise;
  }

  /** Takes no task any more, waits for those it has, ends the workers. */
  stop(): Promise<void> {
    this.#stopped ??= Promise.withResolvers<void>();
    this.#leaveWhenDone();
    return this.#stopped.promise;
  }

  /** Takes no task any more, and fails those it has: the workers end at once. */
  terminate(): void {
    this.#stopped ??= Promise.withResolvers<void>();
    this.#failQueued(unavailable("the server has stopped"));
    for (const thread of [...this.#threads, ...this.#leaving]) thread.terminate();
    this.#leaveWhenDone();
  }

  get stats(): PoolStats {
    const threads = [...this.#threads];
    return this.#counts.stats({
      threads: threads.filter(({ isReady }) => isReady).length,
      busy: this.#busy,
      queued: this.#queue.size,
    });
  }

  #idle(): PoolThread | undefined {
    for (const thread of this.#threads) if (thread.isIdle) return thread;
    return undefined;
  }

  /** A task that a worker is going to take as soon as it has started does not wait in the sense of the limit. */
  get #isFull(): boolean {
    const { queueTasks, maxThreads } = this.#settings;
    return this.#queue.size >= queueTasks + maxThreads - this.#busy;
  }

  get #busy(): number {
    let count = 0;
    for (const { task } of this.#threads) if (task !== undefined) count++;
    return count;
  }

  #begin(task: PendingTask, thread: PoolThread): void {
    task.begunAtMs = this.#clock.now();
    this.#counts.begun(task);
    thread.run(task);
  }

  /** A worker is free: it gets a task, is replaced, or waits. */
  #free(thread: PoolThread): void {
    if (this.#isWorn(thread)) return this.#replace(thread);
    const task = this.#queue.take();
    if (task !== undefined) return this.#begin(task, thread);
    this.#checkWarm();
    if (this.#stopped !== undefined) return this.#leaveWhenDone();
    if (!this.#isSurplus) return;
    thread.idleFor(this.#settings.idleMs, () => {
      if (this.#isSurplus) this.#retire(thread);
    });
  }

  get #isSurplus(): boolean {
    return this.#threads.size > this.#settings.minThreads;
  }

  #isWorn({ taskCount, heapBytes, isSpent }: PoolThread): boolean {
    const { recycleTasks, recycleHeapBytes } = this.#settings;
    return isSpent || taskCount >= recycleTasks || heapBytes > recycleHeapBytes;
  }

  #replace(thread: PoolThread): void {
    this.#counts.recycled++;
    this.#retire(thread);
    this.#refill();
    this.#leaveWhenDone();
  }

  #retire(thread: PoolThread): void {
    this.#threads.delete(thread);
    this.#leaving.add(thread);
    thread.leave();
  }

  #done(task: PendingTask, isFailed: boolean): void {
    task.cancelDeadline();
    this.#counts.ended(task, isFailed, this.#clock.now());
    if (!isFailed) this.#backOff.succeeded();
  }

  #gone(thread: PoolThread, failure: ThreadFailure | undefined): void {
    this.#threads.delete(thread);
    this.#leaving.delete(thread);
    if (failure !== undefined) this.#failed(failure);
    this.#refill();
    this.#leaveWhenDone();
  }

  #failed({ problem, isUnready }: ThreadFailure): void {
    this.#counts.restarts++;
    this.#backOff.failed(this.#clock.now());
    if (!isUnready || [...this.#threads].some(({ isReady }) => isReady)) return;
    // What the workers run cannot be loaded: no task would be done.
    const error = unavailable(problem);
    this.#failQueued(error);
    this.#warm?.reject(error);
    this.#warm = undefined;
  }

  #failQueued(error: Error): void {
    for (const task of this.#queue.clear()) {
      task.cancelDeadline();
      task.fail(error);
      this.#counts.failed++;
    }
  }

  /** Starts workers: those that are kept, and one for each task that waits. */
  #refill(): void {
    const { minThreads, maxThreads } = this.#settings;
    const kept = this.#warm === undefined || this.#stopped !== undefined ? 0 : minThreads;
    const wanted = Math.max(kept, Math.min(maxThreads, this.#busy + this.#queue.size));
    if (this.#threads.size >= wanted || this.#cancelRefill !== undefined) return;
    const waitMs = this.#backOff.waitMs(this.#clock.now());
    if (waitMs > 0) return this.#refillLater(waitMs);
    while (this.#threads.size < wanted) this.#add();
  }

  #refillLater(ms: number): void {
    this.#cancelRefill = this.#clock.after(ms, () => {
      this.#cancelRefill = undefined;
      this.#refill();
    });
  }

  #add(): void {
    this.#warm ??= Promise.withResolvers<void>();
    this.#warm.promise.catch(() => {});
    this.#threads.add(new PoolThread(this.#start, this.#owner, this.#clock));
  }

  #checkWarm(): void {
    const ready = [...this.#threads].filter(({ isReady }) => isReady).length;
    if (ready >= this.#settings.minThreads) this.#warm?.resolve();
  }

  #leaveWhenDone(): void {
    if (this.#stopped === undefined || this.#queue.size > 0) return;
    if (this.#busy > 0) return;
    this.#cancelRefill?.();
    for (const thread of this.#threads) this.#retire(thread);
    if (this.#leaving.size === 0) this.#stopped.resolve();
  }

  /** The time of a task is over: it is answered now, and its worker is free when the task has ended, or is replaced. */
  #expire(task: PendingTask): void {
    const wasWaiting = this.#queue.remove(task);
    if (!task.isAnswered) this.#counts.timedOut++;
    task.fail(declaredError("timed_out", String(task.timeoutMs)));
    if (wasWaiting) return this.#leaveWhenDone();
    this.#threadOf(task)?.expire();
  }

  #abandon(task: PendingTask, reason: unknown): void {
    const wasWaiting = this.#queue.remove(task);
    this.#counts.abandoned++;
    task.fail(abandonedError(reason));
    if (!wasWaiting) return this.#threadOf(task)?.abort();
    task.cancelDeadline();
    this.#leaveWhenDone();
  }

  #threadOf(task: PendingTask): PoolThread | undefined {
    for (const thread of this.#threads) if (thread.task === task) return thread;
    return undefined;
  }

  /** When a task that is sent again may find a place, in seconds: the time in which those that wait are done. */
  #refuse(): Error {
    this.#counts.refused++;
    const waitMs = (this.#queue.size * this.#counts.meanRunMs) / this.#settings.maxThreads;
    const seconds = Math.min(60, Math.max(1, Math.ceil(waitMs / 1000)));
    return declaredError("queue_full", "", { headers: { "retry-after": String(seconds) } });
  }
}

const unavailable = (problem: string): Error =>
  declaredError("worker_unavailable", "", { cause: new Error(`No worker can be had: ${problem}`) });
