/**
 * What `bunsen` is inside a built app: the same names, without the compiler. The table comes with the build.
 *
 * @module
 */
import { App } from "./define/app.ts";
import { type AppDefinition, keyOf } from "./define/app-definition.ts";
import type { AppOptions } from "./define/app-options.ts";
import { type Binding, bindApp } from "./define/binding.ts";
import { checkFit } from "./define/fingerprint.ts";
import { type AppModule, exportedApp, isApp } from "./define/app-module.ts";
import type { AppParts } from "./define/app-parts.ts";
import type { AppWorkers } from "./define/app-workers.ts";
import { createNoWorkers } from "./define/no-workers.ts";
import type { SourceLocation } from "./define/source-location.ts";
import type { RouteTable } from "./runtime/route-table.ts";
import { answerRequest, answerTarget } from "./serve/in-process.ts";
import { listen, serveDefault } from "./serve/listen.ts";
import type { ServeWorker, WorkerPart } from "./serve/worker-pools.ts";

/** A module that `bunsen build` wrote. */
export interface BuiltTable {
  readonly built_from: Readonly<Record<string, string>>;
  /** What the app uses beside what every app has. */
  readonly app_parts?: AppParts & { readonly workers?: WorkerPart };
  create_table(app: Binding): RouteTable;
}

let builtTable: BuiltTable | undefined;

/** What this process does as a worker: it runs the same file, and serves nobody else. */
let serveWorker: ServeWorker | undefined;

/** Gives the table of this build. Called before the app's own module runs. */
export function useTable(table: BuiltTable): void {
  builtTable = table;
  serveWorker = table.app_parts?.workers?.begin();
}

/** Serves the app of this build, unless its module has done so. What `server.js` ends with. */
export async function serveBuilt(module: { readonly default?: App; readonly app?: App }): Promise<void> {
  if (serveWorker !== undefined) return serveWorker(async () => appOf(module));
  const built = module.default ?? module.app;
  if (built === undefined || built.isListening) return;
  const { url } = await built.listen();
  console.log(`Listening on ${url}`);
}

/** @throws {Error} where the module exports no app */
function appOf(module: AppModule): App {
  const found = exportedApp(module);
  if (isApp(found)) return found;
  throw new Error("the module of the app exports none, as default or as app");
}

/** Creates an app that is answered by the table of this build. */
export function app(options: AppOptions = {}): App {
  return new App(options, {
    parts: builtTable?.app_parts ?? {},
    locate,
    load,
    workers,
    listen,
    serveDefault,
    answer: answerRequest,
    answerTarget,
  });
}

const locate = (): SourceLocation => ({ file: "unknown", line: 0, column: 0 });

/**
 * @throws {TableMismatchError} where the app is not the one that was built
 * @throws {TypeError} where a directory that it serves is not there
 */
function load(definition: AppDefinition, { offload }: AppWorkers): RouteTable {
  if (builtTable === undefined)
    throw new TypeError("This build has no route table. Run `bunsen build` again.");
  checkFit(definition, builtTable.built_from);
  const [missing] = builtTable.app_parts?.files?.withoutDirectory(definition) ?? [];
  if (missing !== undefined)
    throw new TypeError(
      `${keyOf(missing)} serves ${missing.directory?.place}, and there is no such directory. ` +
        "Put it beside the build: its files are not part of it.",
    );
  return builtTable.create_table(bindApp(definition, offload));
}

/** A worker runs what the server runs: `server.js`, or the executable. */
const workers = (definition: AppDefinition): AppWorkers =>
  builtTable?.app_parts?.workers?.create(definition, { file: Bun.main, modules: [] }) ??
  createNoWorkers(definition);

/** Builders of what TypeBox's builders make, with `t.File` and `t.Files`. */
export * as t from "./define/built-builders.ts";

export * from "./define/api.ts";
