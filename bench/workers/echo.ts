import { isMainThread, parentPort } from "node:worker_threads";
import { serveTasks } from "../../src/workers/serve-tasks.ts";
import { threadPort } from "../../src/workers/thread-worker.ts";
import { workerStart } from "../../src/workers/worker-start.ts";

/** Gives back what it gets: as a worker of a pool, or without one. */
const start = workerStart();
if (start !== undefined) serveTasks(threadPort(start), async () => (_, input) => input);
else if (!isMainThread)
  parentPort?.on("message", (message) =>
    parentPort?.postMessage(message, message instanceof ArrayBuffer ? [message] : []),
  );
