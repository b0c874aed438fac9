import { join } from "node:path";
import type { App } from "../../../src/bunsen.ts";
import { watchApp } from "../../../src/cli/dev-inspector.ts";
import { loadApp } from "../../../src/compile/load.ts";
import { planApp } from "../../../src/compile/plan.ts";
import { bindApp } from "../../../src/define/binding.ts";
import type { InspectorState } from "../../../src/inspector/inspector-state.ts";
import * as helpers from "../../../src/runtime.ts";
import type { RouteTable } from "../../../src/runtime/route-table.ts";
import type { RunningServer } from "../../../src/runtime/running-server.ts";
import { listen } from "../../../src/serve/listen.ts";
import { root } from "../../support/app-forms.ts";

/** An app as `bunsen dev` serves it, in this process. */
export function watchedTable(app: Pick<App, "definition" | "stats">): RouteTable {
  const definition = app.definition();
  const { plan } = planApp(definition, root);
  const planned = {
    file: join(root, "app.ts"),
    directory: import.meta.dir,
    definition,
    plan,
    calibration: undefined,
  };
  const watch = watchApp(planned, () => app.stats());
  const bind = (defined: typeof definition): ReturnType<typeof bindApp> => watch.observe(bindApp(defined));
  return watch.serve(loadApp(definition, helpers, undefined, undefined, undefined, bind));
}

export const listenOn = (table: RouteTable): RunningServer =>
  listen(table, { port: 0, hostname: "127.0.0.1", signals: false });

/** What the inspector of a server tells now. */
export async function stateOf({ url }: Pick<RunningServer, "url">): Promise<InspectorState> {
  return (await (await fetch(new URL("/_bunsen/state.json", url))).json()) as InspectorState;
}
