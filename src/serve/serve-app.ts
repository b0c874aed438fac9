import type { App } from "../define/app.ts";
import { processPort } from "../workers/process-worker.ts";
import { type Port, serveTasks } from "../workers/serve-tasks.ts";
import { threadPort } from "../workers/thread-worker.ts";
import type { WorkerStart } from "../workers/worker-start.ts";

/** Does what the pools of a server ask for, by its app. In a worker. */
export function serveApp(start: WorkerStart, find: () => Promise<App>): void {
  serveTasks(portOf(start), async () => {
    const app = await find();
    // What cannot be compiled is told now, not with the first task.
    return app.taskRunner();
  });
}

const portOf = (start: WorkerStart): Port => (process.send === undefined ? threadPort(start) : processPort());
