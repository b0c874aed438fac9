import { Worker, isMainThread, parentPort } from "node:worker_threads";
import { heapSize } from "bun:jsc";
import type { FromThread, StartThread, ToThread } from "./messages.ts";
import type { Port } from "./serve-tasks.ts";
import { type WorkerStart, startKey } from "./worker-start.ts";

/**
 * Workers that are threads. The interface is that of Node, where messages that come before there is a listener wait for it;
 * the one of the web drops them.
 *
 * @param file what a thread runs
 */
export function startThreads(file: string, start: WorkerStart): StartThread {
  return (listener) => {
    const worker = new Worker(file, { workerData: { [startKey]: start } });
    let problem: string | undefined;
    worker.on("message", (message: FromThread) => listener.receive(message));
    worker.on("error", (error: unknown) => {
      problem = error instanceof Error ? error.message : String(error);
    });
    worker.on("exit", (code) => listener.exited(problem ?? `its thread ended with the code ${code}`));
    // A task that waits has a deadline, whose timer keeps the process alive. After the listeners, which do so as well.
    worker.unref();
    return {
      post: (message, transfer) => worker.postMessage(message, [...transfer]),
      terminate: () => void worker.terminate(),
    };
  };
}

/** The line of this thread to its pool. */
export function threadPort({ tellsHeap }: WorkerStart): Port {
  if (isMainThread || parentPort === null) throw new TypeError("This is no thread of a pool.");
  const port = parentPort;
  return {
    post: (message, transfer) => port.postMessage(message, [...transfer]),
    listen: (receive) => void port.on("message", (message: ToThread) => receive(message)),
    // What the app keeps open, a timer or a connection, does not keep the thread.
    close: () => process.exit(),
    heapBytes: tellsHeap ? () => heapSize() : () => 0,
  };
}
