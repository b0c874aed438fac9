import type { AppPlan, RoutePlan } from "../compile/app-plan.ts";
import { plainRoute, summarizeAround } from "./describe-around.ts";
import { planModule } from "./plan-module.ts";

/** `bunsen routes`: a line for each route. */
export async function printRoutes(path: string, options: { readonly json: boolean }): Promise<void> {
  const { plan } = await planModule(path);
  const routes = plan.routes.map((route) => plainRoute(route, plan));
  console.log(options.json ? JSON.stringify(routes, undefined, 2) : routesTable(plan));
}

/** The routes as a table: method, path, dispatch, middleware, schemas, source. */
export function routesTable(plan: AppPlan): string {
  const header = ["METHOD", "PATH", "DISPATCH", "MIDDLEWARE", "SCHEMAS", "SOURCE"];
  return alignColumns([header, ...plan.routes.map(columnsOf)]);
}

function columnsOf(route: RoutePlan): string[] {
  const { file, line } = route.source;
  const around = summarizeAround(route.around);
  const [method = ""] = route.key.split(" ");
  return [method, route.path, route.dispatch, around || "-", schemasOf(route) || "-", `${file}:${line}`];
}

/** `params query body 200:Product`. */
function schemasOf({ inputs, responses }: RoutePlan): string {
  const written = Object.entries(responses ?? {}).map(([status, schema]) => `${status}:${schema}`);
  return [...Object.keys(inputs), ...written].join(" ");
}

/** Rows of text in columns as wide as their widest cell. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
