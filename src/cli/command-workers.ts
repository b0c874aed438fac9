import { join, resolve } from "node:path";
import type { AppDefinition } from "../define/app-definition.ts";
import { PooledWorkers } from "../serve/app-workers.ts";

/** The workers of an app that a command serves. @param path its module */
export const commandWorkers = (definition: AppDefinition, path: string): PooledWorkers =>
  new PooledWorkers(definition, {
    file: join(import.meta.dir, "../worker.ts"),
    modules: [definition.options.workers?.module ?? resolve(path)],
  });
