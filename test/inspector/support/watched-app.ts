import { join } from "node:path";
import type { App } from "../../../src/bunsen.ts";
import { createInspector } from "../../../src/cli/dev-inspector.ts";
import { loadApp } from "../../../src/compile/load.ts";
import { planApp } from "../../../src/compile/plan.ts";
import type { AppDefinition } from "../../../src/define/app-definition.ts";
import { type Binding, bindApp } from "../../../src/define/binding.ts";
import type { Inspector } from "../../../src/inspector/inspector.ts";
import type { InspectorState } from "../../../src/inspector/inspector-state.ts";
import * as helpers from "../../../src/runtime.ts";
import type { RouteTable } from "../../../src/runtime/route-table.ts";
import type { RunningServer, ServerHooks } from "../../../src/runtime/running-server.ts";
import { listen } from "../../../src/serve/listen.ts";
import { root } from "../../support/app-forms.ts";

type Watched = Pick<App, "definition" | "serverHooks" | "stats">;

/** An app as `bunsen dev` serves it, in this process. */
function watch(app: Watched): { readonly table: RouteTable; readonly hooks: ServerHooks } {
  const inspector = inspectorOf(app);
  const bind = (defined: AppDefinition): Binding => inspector.observe(bindApp(defined));
  const table = loadApp(app.definition(), helpers, undefined, undefined, undefined, bind);
  const watched = inspector.watch(table);
  return {
    table: { ...watched, routes: { ...watched.routes, ...inspector.pages(table.fallback) } },
    hooks: inspector.observeHooks(app.serverHooks(() => noWorkers)),
  };
}

export function inspectorOf(app: Watched): Inspector {
  const definition = app.definition();
  const { plan } = planApp(definition, root);
  const file = join(root, "app.ts");
  return createInspector({ file, directory: root, definition, plan, calibration: undefined }, () =>
    app.stats(),
  );
}

/** The apps that are watched here need none. */
const noWorkers = { start: async () => {}, stop: async () => {}, terminate() {} } as never;

export const watchedTable = (app: Watched): RouteTable => watch(app).table;

export function serveWatched(app: Watched): RunningServer {
  const { table, hooks } = watch(app);
  return listen(table, { port: 0, hostname: "127.0.0.1", signals: false }, hooks);
}

/** What the inspector of a server tells now. */
export async function stateOf({ url }: Pick<RunningServer, "url">): Promise<InspectorState> {
  return (await (await fetch(new URL("/_bunsen/state.json", url))).json()) as InspectorState;
}
