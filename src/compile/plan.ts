import { relative } from "node:path";
import type { AppDefinition } from "../define/app-definition.ts";
import type { SourceLocation } from "../define/source-location.ts";
import type { AppPlan } from "./app-plan.ts";
import { type Calibration, defaultCalibration } from "./calibration.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { checkAppOptions, checkOverlaps, readPaths } from "./planner-checks.ts";
import { RoutePlanner } from "./route-planner.ts";

/** A plan, and what is wrong with the app. A plan with diagnostics is for reading only. */
export interface PlanResult {
  readonly plan: AppPlan;
  readonly diagnostics: readonly Diagnostic[];
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
  const options = checkAppOptions(definition, report);
  const placed = definition.routes.map((route) => ({ ...route, source: relativeTo(root, route.source) }));
  const routes = readPaths(placed, report);
  checkOverlaps(routes, report);
  const planner = new RoutePlanner({ ...definition, options }, routes, report, calibration);
  const plans = routes.map((route) => planner.plan(route));
  return { plan: { routes: plans, schemas: planner.schemasOf(plans) }, diagnostics };
}

function relativeTo(root: string, source: SourceLocation): SourceLocation {
  return { ...source, file: relative(root, source.file) || source.file };
}
