import type { App } from "../define/app.ts";
import type { AppDefinition } from "../define/app-definition.ts";
import type { AppWorkers } from "../define/app-workers.ts";
import { makeInert } from "../define/inert.ts";
import { watchResponses } from "../runtime/text-responses.ts";
import { workerStart } from "../workers/worker-start.ts";
import { PooledWorkers, type WorkerModule } from "./app-workers.ts";
import { serveApp } from "./serve-app.ts";

/** The workers of a build: for an app that has some. */
export interface WorkerPart {
  create(definition: AppDefinition, module: WorkerModule): AppWorkers;
  /**
   * Before the app's module runs: makes a process, or a thread, that was started as a worker serve nobody else, and gives what
   * does the work there. Undefined for what is no worker.
   */
  begin(): ServeWorker | undefined;
}

/** Does what the pools of a server ask for. @param find the app of this build */
export type ServeWorker = (find: () => Promise<App>) => void;

export const workerPools: WorkerPart = {
  create: (definition, module) => new PooledWorkers(definition, module),
  begin() {
    const start = workerStart();
    if (start === undefined) return undefined;
    makeInert();
    watchResponses();
    return (find) => serveApp(start, find);
  },
};
