/**
 * Bunsen: Bun.serve, compiled.
 *
 * @example
 * ```ts
 * import { app, t } from "bunsen";
 *
 * export default app()
 *   .get("/health", "ok")
 *   .get("/hello/:name", { response: t.Object({ hello: t.String() }) }, ({ params }) => ({ hello: params.name }));
 * ```
 * @module
 */
import { join } from "node:path";
import { loadApp } from "./compile/load.ts";
import { App } from "./define/app.ts";
import type { AppDefinition } from "./define/app-definition.ts";
import type { AppOptions } from "./define/app-options.ts";
import type { AppWorkers } from "./define/app-workers.ts";
import { appSockets } from "./define/app-sockets.ts";
import { bindApp } from "./define/binding.ts";
import { healthChecks } from "./define/health.ts";
import { appResources } from "./define/injection.ts";
import { staticFiles } from "./define/static-route.ts";
import { callerLocation } from "./define/source-location.ts";
import * as helpers from "./runtime.ts";
import type { RouteTable } from "./runtime/route-table.ts";
import { PooledWorkers } from "./serve/app-workers.ts";
import { answerRequest, answerTarget } from "./serve/in-process.ts";
import { listen, serveDefault } from "./serve/listen.ts";

/** Creates an app. It is planned and compiled when it is first served or asked. */
export function app(options: AppOptions = {}): App {
  return new App(options, {
    parts: { files: staticFiles, health: healthChecks, resources: appResources, sockets: appSockets },
    locate: callerLocation,
    load,
    workers,
    listen,
    serveDefault,
    answer: answerRequest,
    answerTarget,
  });
}

const load = (definition: AppDefinition, { offload }: AppWorkers): RouteTable =>
  loadApp(
    definition,
    helpers,
    undefined,
    (warning) => console.warn(`bunsen: ${warning}`),
    undefined,
    (defined) => bindApp(defined, offload),
  );

/** A worker looks for the app where it is named, else in the file that called `app()`, and in the one that was run. */
function workers(definition: AppDefinition, file: string): AppWorkers {
  const { module } = definition.options.workers ?? {};
  const modules = module === undefined ? [...new Set([file, Bun.main])] : [module];
  return new PooledWorkers(definition, { file: join(import.meta.dir, "worker.ts"), modules });
}

/** TypeBox's builders, with `t.File` and `t.Files`: `t.Object({ id: t.Integer() })`. */
export * as t from "./define/builders.ts";

export * from "./define/api.ts";
