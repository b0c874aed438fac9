import { loadApp } from "../compile/load.ts";
import { bindApp } from "../define/binding.ts";
import * as helpers from "../runtime.ts";
import type { RouteTable } from "../runtime/route-table.ts";
import type { ServerHooks } from "../runtime/running-server.ts";
import { commandWorkers } from "./command-workers.ts";
import { loadAppModule } from "./load-app.ts";
import { planModule } from "./plan-module.ts";

/** An app that a command serves, in this process. */
export interface ServedApp {
  readonly table: RouteTable;
  readonly hooks: ServerHooks;
}

/**
 * Makes the table of an app module in memory, with its workers. Nothing is started yet.
 *
 * @throws {CommandError}
 * @throws {DiagnosticsError} with every problem of the app
 */
export async function servedApp(path: string): Promise<ServedApp> {
  const { calibration } = await planModule(path);
  const { app } = await loadAppModule(path);
  const definition = app.definition();
  const workers = commandWorkers(definition, path);
  const table = loadApp(definition, helpers, undefined, undefined, calibration, (defined) =>
    bindApp(defined, workers.offload),
  );
  return { table, hooks: app.serverHooks(() => workers) };
}
