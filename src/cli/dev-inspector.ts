import { basename } from "node:path";
import type { AppPlan, RoutePlan } from "../compile/app-plan.ts";
import type { AppStats } from "../define/app-stats.ts";
import type { InspectedRoute } from "../inspector/inspected-app.ts";
import { Inspector } from "../inspector/inspector.ts";
import { membersOf } from "./describe-around.ts";
import { emittedSource } from "./emitted-source.ts";
import { factsOf } from "./explain.ts";
import type { PlannedModule } from "./plan-module.ts";

/** The inspector of an app, by its plan. */
export const createInspector = (
  { file, directory, definition, plan }: PlannedModule,
  stats: () => AppStats,
): Inspector =>
  new Inspector({
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

/** What the inspector tells of the routes of a plan. */
const inspectedRoutes = (plan: AppPlan): readonly InspectedRoute[] =>
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
