import { relative } from "node:path";
import { encodePattern } from "../http/path-pattern.ts";
import type { AppDefinition, PartName } from "../define/app-definition.ts";
import { type AppOptions, defaultFormFieldBytes, defaultFormFields } from "../define/app-options.ts";
import type { SourceLocation } from "../define/source-location.ts";
import { shapeOf } from "./ambiguity.ts";
import type { AppPlan, RoutePlan } from "./app-plan.ts";
import { type Calibration, defaultCalibration } from "./calibration.ts";
import type { Diagnostic } from "../define/diagnostic.ts";
import { CheckPlanner } from "./check-planner.ts";
import { planMethodOverride } from "./method-override-planner.ts";
import { MiddlewarePlanner } from "./middleware-planner.ts";
import type { Subject } from "./middleware-subject.ts";
import { checkMiddlewareNames, checkPerformance } from "./performance-checks.ts";
import { type ReadRoute, checkAppOptions, checkOverlaps, readPaths } from "./planner-checks.ts";
import { Names } from "./names.ts";
import { checkResources } from "./resource-checks.ts";
import { defaultSocketLimits } from "../sockets/socket-limits.ts";
import { RoutePlanner, subjectOf } from "./route-planner.ts";
import { SchemaPlanner } from "./schema-planner.ts";
import { planUnrouted } from "./unrouted-planner.ts";

/** A plan, and what is wrong with the app. A plan with diagnostics is for reading only. */
export interface PlanResult {
  readonly plan: AppPlan;
  readonly diagnostics: readonly Diagnostic[];
  /** What is probably not meant, in a sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Decides everything about an app that can be decided before it runs. Pure: the same definition gives the same plan.
 *
 * @param root directory that source locations are told from
 * @param calibration of the machine that the app is to run on
 */
export function planApp(
  definition: AppDefinition,
  root: string,
  calibration: Calibration = defaultCalibration,
): PlanResult {
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic);
  const settings = checkAppOptions(definition, report);
  const options = { ...settings, performance: checkPerformance(settings.performance, report) };
  const placed = definition.routes.map((route) => ({ ...route, source: relativeTo(root, route.source) }));
  checkResources({ ...definition, routes: placed }, (source) => relativeTo(root, source), report);
  checkMiddlewareNames({ ...definition, options, routes: placed }, report);
  const routes = readPaths(placed, report);
  checkOverlaps(routes, report);
  const schemaPlanner = new SchemaPlanner(new Names());
  const checkPlanner = new CheckPlanner(schemaPlanner, report);
  const middlewarePlanner = new MiddlewarePlanner(options, checkPlanner, report);
  const planner = new RoutePlanner(
    { ...definition, options: settings },
    routes,
    report,
    middlewarePlanner,
    schemaPlanner,
    calibration,
  );
  const plans = routes.map((route) => planner.plan(route));
  const unrouted = planUnrouted(middlewarePlanner, definition, pathsOf(routes));
  const { middleware, chains, warnings } = middlewarePlanner;
  const plan = {
    middleware,
    chains,
    unrouted,
    routes: plans,
    schemas: planner.schemasOf(plans, middleware),
    forms: formLimitsOf(options),
    parts: partsOf(definition, options, plans),
    routeCacheSize: routeCacheSizeOf(options),
    methodOverride: planMethodOverride(options.methodOverride, report),
    socketLimits: plans.some(({ socket }) => socket !== undefined)
      ? { ...defaultSocketLimits, ...options.limits?.sockets }
      : undefined,
  };
  return { plan, diagnostics, warnings };
}

/** Routes that answer the same paths, whatever their parameters are called. */
function pathsOf(
  routes: readonly ReadRoute[],
): readonly { readonly targets: readonly string[]; readonly subjects: readonly Subject[] }[] {
  return [...Map.groupBy(routes, ({ segments }) => shapeOf(segments)).values()].map((group) => ({
    targets: [...new Set(group.map(({ segments }) => encodePattern(segments)))],
    subjects: group.map((route) => subjectOf(route, [], routes)),
  }));
}

/** Whether there are workers follows from what routes and the app say of them, too. */
function partsOf(
  { parts = new Set() }: AppDefinition,
  { workers }: AppOptions,
  plans: readonly RoutePlan[],
): readonly PartName[] {
  const isOffloading = workers !== undefined || plans.some(({ worker }) => worker !== undefined);
  return [...new Set(isOffloading ? [...parts, "workers" as const] : parts)].toSorted();
}

const formLimitsOf = ({ limits = {} }: AppOptions): AppPlan["forms"] => ({
  limitFields: limits.formFields ?? defaultFormFields,
  limitFieldBytes: limits.formFieldBytes ?? defaultFormFieldBytes,
});

/** Off unless it is asked for: it only costs where there are many paths. */
const routeCacheSizeOf = ({
  performance: { caching, optimizations } = {},
}: AppOptions): number | undefined =>
  optimizations?.useRouteCache ? (caching?.routeCacheSize ?? 1000) : undefined;

export function relativeTo(root: string, source: SourceLocation): SourceLocation {
  return { ...source, file: relative(root, source.file) || source.file };
}
