import { missingPart } from "./app-parts.ts";
import type { AppDefinition } from "./app-definition.ts";
import type { AppWorkers } from "./app-workers.ts";

const refuse = (): never => {
  throw missingPart("workers");
};

function refusePool(): never {
  throw new TypeError(
    "This build has no workers: no route has one, and the app's module imported no task when it was built. " +
      "Name tasks where a module begins that it imports, and run `bunsen build` again.",
  );
}

/**
 * The workers of an app that was built without.
 *
 * @throws {TypeError} where it has some after all
 */
export function createNoWorkers({ options }: AppDefinition): AppWorkers {
  if (options.workers !== undefined) throw missingPart("workers");
  return {
    offload: refuse,
    pool: refusePool,
    perform: refuse,
    start: async () => {},
    stop: async () => {},
    terminate() {},
    stats: {},
  };
}
