import type { AppPlan, RoutePlan } from "../compile/app-plan.ts";
import { plainRoute, summarizeAround } from "./describe-around.ts";
import { planModule } from "./plan-module.ts";

/** `bunsen routes`: a line for each route; with `limits` what each may cost. */
export async function printRoutes(
  path: string,
  options: { readonly json: boolean; readonly limits?: boolean },
): Promise<void> {
  const { plan } = await planModule(path);
  if (options.limits && !options.json) return console.log(limitsTable(plan));
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

/** What a request of each route may cost: body, depth of JSON, fields of a form, idle seconds, wait in a queue or a cache. */
export function limitsTable(plan: AppPlan): string {
  const header = ["METHOD", "PATH", "BODY BYTES", "JSON DEPTH", "FORM FIELDS", "IDLE S", "WAIT MS"];
  return alignColumns([header, ...plan.routes.map((route) => limitsOf(route, plan))]);
}

const told = (limit: number | undefined): string => (limit === undefined ? "-" : String(limit));

function limitsOf(route: RoutePlan, { forms }: AppPlan): string[] {
  const [method = ""] = route.key.split(" ");
  const { body } = route.inputs.body ?? {};
  const readsForm = body !== undefined && "forms" in body && body.forms.length > 0;
  return [
    method,
    route.path,
    told(route.bodyLimitBytes),
    told(route.bodyDepth),
    readsForm ? `${forms.limitFields} of ${forms.limitFieldBytes} bytes` : "-",
    told(route.idleTimeoutSeconds),
    told(route.worker?.timeoutMs ?? route.cache?.timeoutMs),
  ];
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
