import { declaredError } from "../http/http-error.ts";
import type { FromThread, ToThread } from "./messages.ts";
import { type Abortable, RunningTask } from "./running-task.ts";
import { isGenerator, sendItems } from "./send-items.ts";
import { sendError } from "./sent-error.ts";

/** The end of a worker's own line to its pool. */
export interface Port {
  post(message: FromThread, transfer: readonly ArrayBuffer[]): void;
  listen(receive: (message: ToThread) => void): void;
  /** Ends the worker when nothing is left to do. */
  close(): void;
  /** Size of the heap, where the pool asks for it. */
  heapBytes(): number;
}

/** Does a task by its name. */
export type TaskRunner = (name: string, input: unknown, task: Abortable) => unknown;

/** A result with buffers in it that go over as they are. The worker has them no more. */
export class Transferred {
  readonly value: unknown;
  readonly buffers: readonly ArrayBuffer[];

  constructor(value: unknown, buffers: readonly ArrayBuffer[]) {
    this.value = value;
    this.buffers = buffers;
  }
}

/**
 * What a worker does: it loads what it runs, and then one task after the other. Listens before anything else: a message
 * that comes while something is loaded is not lost.
 */
export function serveTasks(port: Port, load: () => Promise<TaskRunner>): void {
  const running = new Map<number, RunningTask>();
  let run: TaskRunner = notReady;
  port.listen((message) => {
    if (message.kind === "close") port.close();
    else if (message.kind === "abort") running.get(message.id)?.abort();
    else if (message.kind === "more") running.get(message.id)?.addCredit();
    else void answer(message, port, run, running);
  });
  // Uncaught, it would end the worker, and with it a task that may have nothing to do with it.
  const tellStray = (error: unknown): void => port.post({ kind: "stray", error: sendError(error) }, []);
  process.on("uncaughtException", tellStray);
  process.on("unhandledRejection", tellStray);
  load().then(
    (loaded) => {
      run = loaded;
      port.post({ kind: "ready" }, []);
    },
    (error: unknown) => port.post({ kind: "unready", problem: problemOf(error) }, []),
  );
}

async function answer(
  { id, name, input, credits }: ToThread & { readonly kind: "run" },
  port: Port,
  run: TaskRunner,
  running: Map<number, RunningTask>,
): Promise<void> {
  const task = new RunningTask(credits);
  running.set(id, task);
  const sendItem = (value: unknown): void => {
    if (credits !== Infinity) send({ kind: "item", id, value }, [], port);
  };
  try {
    const given = await run(name, input, task);
    const result = isGenerator(given) ? await sendItems(given, task, sendItem) : given;
    const [value, buffers] = result instanceof Transferred ? [result.value, result.buffers] : [result, []];
    send({ kind: "done", id, value, heapBytes: port.heapBytes() }, buffers, port);
  } catch (error) {
    port.post({ kind: "failed", id, error: sendError(error), heapBytes: port.heapBytes() }, []);
  } finally {
    running.delete(id);
  }
}

/** @throws {HttpError} 500 `unsendable_value`: a result that cannot be sent is the server's fault */
function send(message: FromThread, buffers: readonly ArrayBuffer[], port: Port): void {
  try {
    port.post(message, buffers);
  } catch (cause) {
    throw declaredError("unsendable_value", "", { cause });
  }
}

const notReady: TaskRunner = () => Promise.reject(new TypeError("The worker is not ready."));

const problemOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
