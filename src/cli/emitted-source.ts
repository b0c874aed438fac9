import type { AppPlan, RoutePlan } from "../compile/app-plan.ts";
import { createRouteScope } from "../compile/emit.ts";
import { emitChain } from "../compile/emit-chains.ts";
import { emitRoute } from "../compile/emit-route.ts";

/** The code of a route, of the chain it is in, and of its constant header fields, as a build writes them. */
export function emittedSource(route: RoutePlan, plan: AppPlan): string {
  const { chain } = route.around;
  const members = chain === undefined ? undefined : plan.chains[chain];
  const scope = createRouteScope(plan);
  // All of them: constants are numbered in the order of the routes.
  const codes = plan.routes.map((other) => emitRoute({ ...scope, route: other }).text);
  const headers = scope.headers.codeOf(route.around);
  return [
    ...(headers === undefined ? [] : [headers.text, ""]),
    ...(chain === undefined || members === undefined ? [] : [emitChain(chain, members, plan).text, ""]),
    codes[plan.routes.indexOf(route)] ?? "",
  ].join("\n");
}
