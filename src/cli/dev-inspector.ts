import { basename } from "node:path";
import type { AppPlan, RoutePlan } from "../compile/app-plan.ts";
import type { AppStats } from "../define/app-stats.ts";
import type { InspectedRoute } from "../inspector/inspected-app.ts";
import { Inspector } from "../inspector/inspector.ts";
import { occupantOf } from "../inspector/occupant.ts";
import { membersOf } from "./describe-around.ts";
import { emittedSource } from "./emitted-source.ts";
import { factsOf } from "./explain.ts";
import type { PlannedModule } from "./plan-module.ts";

/** What sees an app that is served, and adds to it where the developer can look. */
interface Watch extends Pick<Inspector, "observe" | "observeHooks" | "serve"> {
  /** The key of the route that answers where the inspector would be: then nothing is watched. */
  readonly occupant: string | undefined;
}

/** The inspector of an app, unless a route of the app answers in its place. */
export function watchApp(planned: PlannedModule, stats: () => AppStats): Watch {
  const occupant = occupantOf(planned.plan.routes);
  if (occupant !== undefined)
    return {
      occupant,
      observe: (binding) => binding,
      observeHooks: (hooks) => hooks,
      serve: (table) => table,
    };
  const inspector = createInspector(planned, stats);
  return {
    occupant,
    observe: (binding) => inspector.observe(binding),
    observeHooks: (hooks) => inspector.observeHooks(hooks),
    serve: (table) => inspector.serve(table),
  };
}

function createInspector(
  { file, directory, definition, plan }: PlannedModule,
  stats: () => AppStats,
): Inspector {
  return new Inspector({
    file: basename(file),
    directory,
    definition,
    routes: inspectedRoutes(plan),
    source(key) {
      const route = plan.routes.find((one) => one.key === key);
      return route && emittedSource(route, plan);
    },
    stats,
  });
}

/** What the inspector tells of the routes of a plan. */
export const inspectedRoutes = (plan: AppPlan): readonly InspectedRoute[] =>
  plan.routes.map((route) => inspectedRoute(route, plan));

function inspectedRoute(route: RoutePlan, plan: AppPlan): InspectedRoute {
  const { key, path, target, methods, dispatch, reason, around } = route;
  const middleware = membersOf(around, plan).map(({ name, skips }) => ({
    name,
    isConditional: skips.length > 0,
  }));
  return {
    key,
    path,
    target,
    methods,
    dispatch,
    reason,
    isMeasured: dispatch !== "constant",
    middleware,
    skipped: around.skipped,
    facts: factsOf(route, plan),
  };
}
