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

/** `params query body 200:Product`, `message:Said`. */
function schemasOf({ inputs, responses, socket }: RoutePlan): string {
  const written = Object.entries(responses ?? {}).map(([status, schema]) => `${status}:${schema}`);
  const messages = [
    ...(socket?.message.schema === undefined ? [] : [`message:${socket.message.schema}`]),
    ...(socket?.send.schema === undefined ? [] : [`send:${socket.send.schema}`]),
  ];
  return [...Object.keys(inputs), ...written, ...messages].join(" ");
}

/** What a request of each route, or a message, may cost: body, depth of JSON, fields of a form, idle seconds, wait in a queue or a cache. */
export function limitsTable(plan: AppPlan): string {
  const header = ["METHOD", "PATH", "BODY BYTES", "JSON DEPTH", "FORM FIELDS", "IDLE S", "WAIT MS"];
  return alignColumns([header, ...plan.routes.map((route) => limitsOf(route, plan))]);
}

const told = (limit: number | undefined): string => (limit === undefined ? "-" : String(limit));

function limitsOf(route: RoutePlan, { forms, socketLimits }: AppPlan): string[] {
  const [method = ""] = route.key.split(" ");
  const { body } = route.inputs.body ?? {};
  // What comes over a WebSocket is messages.
  const socket = route.socket && socketLimits;
  const readsForm = body !== undefined && "forms" in body && body.forms.length > 0;
  return [
    method,
    route.path,
    told(socket?.messageBytes ?? route.bodyLimitBytes),
    told(route.socket?.message.depth ?? route.bodyDepth),
    readsForm ? `${forms.limitFields} of ${forms.limitFieldBytes} bytes` : "-",
    told(socket?.idleTimeoutSeconds ?? route.idleTimeoutSeconds),
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
