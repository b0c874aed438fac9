import { declaredError } from "../http/http-error.ts";
import type { Clock } from "./clock.ts";
import type { FromThread, StartThread, Thread } from "./messages.ts";
import type { PendingTask } from "./pending-task.ts";
import { receiveError } from "./sent-error.ts";
import { itemCredits } from "./task-stream.ts";

/** How long a worker may take to load what it runs. */
const startTimeoutMs = 20_000;
/** How long a worker whose task is out of time, or that has to go, may take to do so by itself. */
const graceMs = 250;

/** What a pool hears of a thread of its own. */
export interface ThreadOwner {
  /** It can take a task: the first, or one after another. */
  free(thread: PoolThread): void;
  done(task: PendingTask, isFailed: boolean): void;
  /** It is no longer. @param failure what went wrong; undefined where it was asked to go */
  gone(thread: PoolThread, failure: ThreadFailure | undefined): void;
  /** Something was thrown there that no task waited for. */
  stray(error: Error): void;
}

/** Why a thread ended that was to go on. */
export interface ThreadFailure {
  readonly problem: string;
  /** Whether it never was ready. */
  readonly isUnready: boolean;
}

type State = "starting" | "idle" | "busy" | "leaving" | "gone";

/** One worker of a pool: does one task after the other. */
export class PoolThread {
  readonly #owner: ThreadOwner;
  readonly #clock: Clock;
  readonly #thread: Thread;
  #state: State = "starting";
  #task: PendingTask | undefined;
  #taskCount = 0;
  #heapBytes = 0;
  #isSpent = false;
  #failure: ThreadFailure | undefined;
  #cancelTimer: () => void;

  /** @throws where a worker cannot even be started */
  constructor(start: StartThread, owner: ThreadOwner, clock: Clock) {
    this.#owner = owner;
    this.#clock = clock;
    this.#thread = start({
      receive: (message) => this.#receive(message),
      exited: (problem) => this.#exited(problem),
    });
    this.#cancelTimer = clock.after(startTimeoutMs, () =>
      this.#unready(`it was not ready within ${startTimeoutMs} ms`),
    );
  }

  get isIdle(): boolean {
    return this.#state === "idle";
  }

  get isReady(): boolean {
    return this.#state === "idle" || this.#state === "busy";
  }

  get task(): PendingTask | undefined {
    return this.#task;
  }

  get taskCount(): number {
    return this.#taskCount;
  }

  /** As it was told with the last task. */
  get heapBytes(): number {
    return this.#heapBytes;
  }

  /** Whether something went wrong in it that may have left more behind. */
  get isSpent(): boolean {
    return this.#isSpent;
  }

  /** Has a task done. Called on an idle one only. */
  run(task: PendingTask): void {
    this.#cancelTimer();
    this.#state = "busy";
    this.#task = task;
    try {
      const { id, name, input, transfer, hasReceiver } = task;
      const credits = hasReceiver ? itemCredits : Infinity;
      this.#thread.post({ kind: "run", id, name, input, credits }, transfer);
      task.begun(() => this.#more(task));
    } catch (error) {
      task.fail(declaredError("unsendable_value", "", { cause: error }));
      this.#finish();
    }
    task.input = undefined;
    task.transfer = [];
  }

  /** Lets the task go on, as an item of it was taken. */
  #more(task: PendingTask): void {
    if (this.#task === task) this.#thread.post({ kind: "more", id: task.id }, []);
  }

  /** Tells the task that nobody waits for it any more. */
  abort(): void {
    if (this.#task !== undefined) this.#thread.post({ kind: "abort", id: this.#task.id }, []);
  }

  /** Ends the task, whose time is over: the whole worker, where the task does not end by itself. */
  expire(): void {
    this.abort();
    this.#setTimer(graceMs, () => this.#thread.terminate());
  }

  /** Calls back where it is idle for so long. */
  idleFor(ms: number, run: () => void): void {
    this.#setTimer(ms, run);
  }

  /** Lets a worker without a task end by itself; ends it where it does not. */
  leave(): void {
    if (this.#state === "gone" || this.#state === "leaving") return;
    this.#state = "leaving";
    this.#setTimer(graceMs, () => this.#thread.terminate());
    this.#thread.post({ kind: "close" }, []);
  }

  /** Ends it at once, and the task that it does with it. */
  terminate(): void {
    this.#thread.terminate();
  }

  #receive(message: FromThread): void {
    if (this.#state === "gone") return;
    if (message.kind === "stray") {
      this.#isSpent = true;
      return this.#owner.stray(receiveError(message.error));
    }
    if (this.#state === "starting") {
      if (message.kind === "ready") return this.#becomeFree();
      if (message.kind === "unready") this.#unready(message.problem);
      return;
    }
    if (message.kind === "ready" || message.kind === "unready" || message.id !== this.#task?.id) return;
    if (message.kind === "item") this.#task.give(message.value);
    else this.#answer(message);
  }

  #answer(message: FromThread & { readonly kind: "done" | "failed" }): void {
    const task = this.#task;
    this.#heapBytes = message.heapBytes;
    if (message.kind === "done") task?.succeed(message.value);
    else task?.fail(receiveError(message.error));
    this.#finish(message.kind === "failed");
  }

  #finish(isFailed = true): void {
    const task = this.#task;
    this.#task = undefined;
    this.#taskCount++;
    if (task !== undefined) this.#owner.done(task, isFailed);
    this.#becomeFree();
  }

  #becomeFree(): void {
    this.#cancelTimer();
    this.#state = "idle";
    this.#owner.free(this);
  }

  #unready(problem: string): void {
    this.#failure = { problem, isUnready: true };
    this.#thread.terminate();
    this.#exited(problem);
  }

  #exited(problem: string): void {
    if (this.#state === "gone") return;
    const wasAsked = this.#state === "leaving";
    const isUnready = this.#state === "starting";
    this.#state = "gone";
    this.#cancelTimer();
    const task = this.#task;
    this.#task = undefined;
    task?.fail(declaredError("worker_crashed", "", { cause: new Error(`The worker ended: ${problem}.`) }));
    if (task !== undefined) this.#owner.done(task, true);
    this.#owner.gone(this, wasAsked ? undefined : (this.#failure ?? { problem, isUnready }));
  }

  #setTimer(ms: number, run: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(ms, run);
  }
}
