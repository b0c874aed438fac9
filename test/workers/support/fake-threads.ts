import type { StartThread, ThreadListener, ToThread } from "../../../src/workers/messages.ts";
import { type PoolOptions, settingsOf } from "../../../src/workers/pool-options.ts";
import { sendError } from "../../../src/workers/sent-error.ts";
import { WorkerPool } from "../../../src/workers/worker-pool.ts";
import { FakeClock } from "./fake-clock.ts";

/** A thread that does what a test says. */
export class FakeThread {
  readonly received: ToThread[] = [];
  readonly #listener: ThreadListener;
  isTerminated = false;
  #hasExited = false;

  constructor(listener: ThreadListener) {
    this.#listener = listener;
  }

  /** Names of the tasks it got. */
  get tasks(): string[] {
    return this.received.flatMap((message) => (message.kind === "run" ? [message.name] : []));
  }

  get lastKind(): string | undefined {
    return this.received.at(-1)?.kind;
  }

  ready(): void {
    this.#listener.receive({ kind: "ready" });
  }

  unready(problem: string): void {
    this.#listener.receive({ kind: "unready", problem });
  }

  done(value?: unknown, heapBytes = 0): void {
    this.#listener.receive({ kind: "done", id: this.#id, value, heapBytes });
  }

  item(value: unknown): void {
    this.#listener.receive({ kind: "item", id: this.#id, value });
  }

  fails(error: unknown): void {
    this.#listener.receive({ kind: "failed", id: this.#id, error: sendError(error), heapBytes: 0 });
  }

  stray(error: unknown): void {
    this.#listener.receive({ kind: "stray", error: sendError(error) });
  }

  exit(problem = "code 1"): void {
    if (this.#hasExited) return;
    this.#hasExited = true;
    this.#listener.exited(problem);
  }

  get #id(): number {
    const last = this.received.findLast((message) => message.kind === "run");
    return last?.kind === "run" ? last.id : -1;
  }
}

export interface FakePool {
  readonly pool: WorkerPool;
  readonly clock: FakeClock;
  readonly threads: FakeThread[];
  /** The last thread that was started. */
  readonly last: FakeThread;
  readonly strays: Error[];
}

/** A pool whose threads do nothing by themselves. */
export function createPool(options: PoolOptions = {}): FakePool {
  const clock = new FakeClock();
  const threads: FakeThread[] = [];
  const strays: Error[] = [];
  const start: StartThread = (listener) => {
    const thread = new FakeThread(listener);
    threads.push(thread);
    return {
      post(message) {
        if (message.kind === "run" && typeof message.input === "function")
          throw new DOMException("a function", "DataCloneError");
        thread.received.push(message);
      },
      terminate() {
        thread.isTerminated = true;
        queueMicrotask(() => thread.exit("terminated"));
      },
    };
  };
  const pool = new WorkerPool(
    settingsOf({ maxThreads: 1, ...options }),
    start,
    (error) => strays.push(error),
    clock,
  );
  return {
    pool,
    clock,
    threads,
    strays,
    get last() {
      const thread = threads.at(-1);
      if (thread === undefined) throw new Error("No thread was started.");
      return thread;
    },
  };
}

/** How a task ended: its value, or the code of its error. */
export const outcomeOf = (result: Promise<unknown>): Promise<unknown> =>
  result.catch((error: unknown) => (error as { code?: string }).code ?? (error as Error).message);
