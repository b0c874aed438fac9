import { join } from "node:path";
import { type PoolOptions, settingsOf } from "../../../src/workers/pool-options.ts";
import { startProcesses } from "../../../src/workers/process-worker.ts";
import { startThreads } from "../../../src/workers/thread-worker.ts";
import { WorkerPool } from "../../../src/workers/worker-pool.ts";
import type { WorkerStart } from "../../../src/workers/worker-start.ts";

const file = join(import.meta.dir, "chaos-worker.ts");

export interface RealPool extends AsyncDisposable {
  readonly pool: WorkerPool;
  readonly strays: string[];
}

/** A pool of real threads or processes, which is stopped at the end of the block. */
export function createRealPool(options: PoolOptions = {}, modules: readonly string[] = []): RealPool {
  const settings = settingsOf({ maxThreads: 1, ...options });
  const start: WorkerStart = { modules, fingerprint: "", tellsHeap: settings.recycleHeapBytes !== Infinity };
  const starter =
    settings.isolate === "process"
      ? startProcesses(file, start, settings.limitBytes)
      : startThreads(file, start);
  const strays: string[] = [];
  const pool = new WorkerPool(settings, starter, ({ message }) => strays.push(message));
  return { pool, strays, [Symbol.asyncDispose]: () => pool.stop() };
}
