import { isMainThread, workerData } from "node:worker_threads";

/** What a worker is told when it starts. Plain JSON. */
export interface WorkerStart {
  /** Where the app may be: the first of these files that exports it. */
  readonly modules: readonly string[];
  /** Of the app that is meant. */
  readonly fingerprint: string;
  /** Whether the size of its heap is asked for. */
  readonly tellsHeap: boolean;
}

/** Under which a thread finds it, and the environment variable of a process. */
export const startKey = "BUNSEN_WORKER";

let read: WorkerStart | undefined | null = null;

/** What this thread or process was started with; undefined where it is no worker of a pool. */
export function workerStart(): WorkerStart | undefined {
  if (read === null) read = isMainThread ? startOfProcess() : startOfThread();
  return read;
}

function startOfThread(): WorkerStart | undefined {
  const data: unknown = workerData;
  if (typeof data !== "object" || data === null || !(startKey in data)) return undefined;
  return data[startKey] as WorkerStart;
}

function startOfProcess(): WorkerStart | undefined {
  const text = process.env[startKey];
  if (text === undefined || process.send === undefined) return undefined;
  // Processes that the worker starts itself are none.
  delete process.env[startKey];
  return JSON.parse(text) as WorkerStart;
}
