import type { RouteFunction, RouteTable, RouteTarget } from "../runtime/route-table.ts";

/** Measures what answers a request of a route; of none, where the key is undefined. */
export type Measure = (answer: RouteFunction, key: string | undefined) => RouteFunction;

/**
 * A table whose functions are measured. Constants, and pages that Bun bundles, stay as they are: Bun answers them by itself, and
 * would answer otherwise through a function.
 *
 * @param keys of the routes, by target and method: `"/users/:id GET"`
 */
export function measureTable(
  table: RouteTable,
  keys: ReadonlyMap<string, string>,
  measure: Measure,
): RouteTable {
  const measured = (target: RouteTarget, pattern: string, method: string): RouteTarget =>
    typeof target === "function" ? measure(target, keys.get(`${pattern} ${method}`)) : target;
  const routes = Object.entries(table.routes).map(([pattern, targets]) => [
    pattern,
    Object.fromEntries(
      Object.entries(targets).map(([method, target]) => [method, measured(target, pattern, method)]),
    ),
  ]);
  return {
    ...table,
    routes: Object.fromEntries(routes) as RouteTable["routes"],
    fallback: measure(table.fallback, undefined),
  };
}
