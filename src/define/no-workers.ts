import { missingPart } from "./app-parts.ts";
import type { AppDefinition } from "./app-definition.ts";
import type { AppWorkers } from "./app-workers.ts";

const refuse = (): never => {
  throw missingPart("workers");
};

/**
 * The workers of an app that has none.
 *
 * @throws {TypeError} where it has some after all
 */
export function createNoWorkers({ options }: AppDefinition): AppWorkers {
  if (options.workers !== undefined) throw missingPart("workers");
  return {
    offload: refuse,
    pool: refuse,
    perform: refuse,
    start: async () => {},
    stop: async () => {},
    terminate() {},
    stats: {},
  };
}
