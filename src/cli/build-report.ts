import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { AppPlan, RoutePlan } from "../compile/app-plan.ts";
import { effectiveFastPath } from "./describe-around.ts";
import type { PlannedModule } from "./plan-module.ts";

/**
 * What was decided and made, as JSON: parts of Bunsen, routes with dispatch and reason, fast paths, skipped middleware, counts, sizes. Has no
 * times: same app, same text.
 */
export async function buildReport({ plan }: PlannedModule, directory: string): Promise<string> {
  const files = (await readdir(directory)).filter((file) => file !== "server").toSorted();
  const sizes = await Promise.all(
    files.map(async (file) => [file, (await stat(join(directory, file))).size] as const),
  );
  const dispatch = Object.groupBy(plan.routes, (route) => route.dispatch);
  const report = {
    dispatch: Object.fromEntries(
      Object.entries(dispatch).map(([kind, routes]) => [kind, routes?.length ?? 0]),
    ),
    parts: plan.parts,
    schemas: Object.keys(plan.schemas).length,
    bytes: Object.fromEntries(sizes),
    fastPaths: ofRoutes(plan, ({ around }) => effectiveFastPath(around)),
    skipped: ofRoutes(plan, ({ around: { skipped } }) => (skipped.length > 0 ? skipped : undefined)),
    lazy: plan.routes.filter(({ isLazy }) => isLazy).map(({ key }) => key),
    routes: plan.routes.map(({ key, dispatch: kind, reason, source }) => ({
      key,
      dispatch: kind,
      reason,
      source,
    })),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** Something of the routes that have it, by their keys. */
const ofRoutes = <T>({ routes }: AppPlan, read: (route: RoutePlan) => T | undefined): Record<string, T> =>
  Object.fromEntries(
    routes.flatMap((route) => {
      const value = read(route);
      return value === undefined ? [] : [[route.key, value] as const];
    }),
  );
