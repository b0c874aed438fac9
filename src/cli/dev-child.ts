import type { AppPlan } from "../compile/app-plan.ts";
import { DiagnosticsError } from "../define/diagnostic.ts";
import { createRouteScope } from "../compile/emit.ts";
import { HeaderConstants } from "../compile/emit-chains.ts";
import { emitRoute } from "../compile/emit-route.ts";
import { definitionsOf, emitSchema } from "../compile/emit-schemas.ts";
import type { AppDefinition } from "../define/app-definition.ts";
import { type Binding, bindApp } from "../define/binding.ts";
import { listen } from "../serve/listen.ts";
import type { Inspector } from "../inspector/inspector.ts";
import { occupantOf } from "../inspector/occupant.ts";
import { servePages } from "../inspector/own-server.ts";
import { inspectorPath } from "../inspector/pages.ts";
import type { RouteTable } from "../runtime/route-table.ts";
import type { ServerHooks } from "../runtime/running-server.ts";
import * as helpers from "../runtime.ts";
import { loadApp } from "../compile/load.ts";
import { commandWorkers } from "./command-workers.ts";
import { describeError } from "./describe-error.ts";
import { createInspector } from "./dev-inspector.ts";
import { loadAppModule } from "./load-app.ts";
import { planModule } from "./plan-module.ts";
import type { ChildMessage, Places, RouteSummary } from "./dev-messages.ts";

function summarize(plan: AppPlan): RouteSummary[] {
  const scope = createRouteScope(plan);
  const { registry } = scope;
  return plan.routes.map((route) => {
    const { around } = route;
    const members = around.chain === undefined ? [] : (plan.chains[around.chain] ?? []);
    const place = {
      ...route,
      source: { file: "", line: 0, column: 0 },
      around: { ...around, chain: around.chain && "0" },
    };
    const named = [
      ...Object.values(route.inputs).map(({ schema }) => schema),
      ...Object.values(route.responses ?? {}),
    ];
    const schemas = named.flatMap((name) => (name === undefined ? [] : (plan.schemas[name] ?? [])));
    const code = [
      // Numbers of chains and constants depend on the routes before this one.
      emitRoute({ ...scope, headers: new HeaderConstants(), route: place }),
      ...schemas.flatMap((schema) => definitionsOf(emitSchema(schema, registry, false))),
    ];
    const shared = JSON.stringify([around.headers, members]);
    return { key: route.key, code: [route.fingerprint, shared, ...code.map(({ text }) => text)].join("\n") };
  });
}

const tell = (message: ChildMessage): void => void process.send?.(message);

/** Plans the app, tells its routes, and serves it when the parent says that the port is free. */
async function main(path: string): Promise<void> {
  // Without its parent nobody would end it.
  process.on("disconnect", () => process.exit());
  const planned = await planModule(path);
  const { plan, calibration } = planned;
  const { app } = await loadAppModule(path);
  const definition = app.definition();
  const workers = commandWorkers(definition, path);
  const inspector = createInspector(planned, () => ({ ...app.stats(), workers: workers.stats }));
  const bind = (defined: AppDefinition): Binding => inspector.observe(bindApp(defined, workers.offload));
  const table = loadApp(definition, helpers, undefined, undefined, calibration, bind);
  const hooks = inspector.observeHooks(app.serverHooks(() => workers));
  const serve = (): void => tell({ kind: "listening", ...serveWatched(table, inspector, plan, hooks) });
  process.on("message", () => void hooks.start().then(serve).catch(endWith));
  tell({ kind: "planned", routes: summarize(plan) });
}

/** Serves the app with its inspector; that on a port of its own, where a route of the app answers in its place. */
function serveWatched(
  table: RouteTable,
  inspector: Inspector,
  { routes }: AppPlan,
  hooks: ServerHooks,
): Places {
  const watched = inspector.watch(table);
  const occupant = occupantOf(routes);
  if (occupant !== undefined) {
    const { url, port } = listen(watched, {}, hooks);
    return { url: url.href, inspector: servePages(inspector, port).url.href, occupant };
  }
  const pages = inspector.pages(table.fallback);
  const { url } = listen({ ...watched, routes: { ...watched.routes, ...pages } }, {}, hooks);
  return { url: url.href, inspector: new URL(inspectorPath, url).href };
}

function endWith(error: unknown): void {
  if (error instanceof DiagnosticsError) console.error(describeError(error));
  else console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

if (import.meta.main) main(process.argv[2] ?? "").catch(endWith);
