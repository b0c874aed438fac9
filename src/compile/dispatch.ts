import { type Method, methodsWithBody } from "../http/methods.ts";
import type { RouteDefinition } from "../define/app-definition.ts";
import { isHtmlPage } from "../runtime/html-page.ts";
import type { CachePlan } from "../runtime/cache-plan.ts";
import type { WorkerPlan } from "../runtime/worker-plan.ts";
import type { AroundPlan, Dispatch } from "./app-plan.ts";

/** Whether a route reads header fields before its handler: of a body, in a schema, or in middleware. */
export const readsHeader = (
  { headers, cookies, cache }: RouteDefinition["options"],
  { chain }: AroundPlan,
  methods: readonly Method[],
): boolean =>
  (headers ?? cookies ?? cache) !== undefined ||
  chain !== undefined ||
  methods.some((method) => methodsWithBody.has(method));

/** What a constant may have beside it and still be one: nothing that is asked of a request. */
const staticOptions: ReadonlySet<string> = new Set(["response", "use", "skip", "allowUnguarded", "docs"]);

/** How a route is answered, and why. */
export function dispatchOf(
  route: RouteDefinition,
  { chain, middleware, fastPath, skipped }: AroundPlan,
  parameters: readonly string[],
  cache: CachePlan | undefined,
  worker: WorkerPlan | undefined,
): { readonly dispatch: Dispatch; readonly reason: string } {
  if (isHtmlPage(route.answer))
    return { dispatch: "constant", reason: "an HTML import, which Bun bundles and serves" };
  const behind =
    chain === undefined ? "" : `, behind middleware ${middleware.map(({ id }) => id).join(", ")}`;
  if (route.isSocket) return { dispatch: "socket", reason: `a WebSocket${behind}` };
  const pool = worker && `to the pool ${worker.pool}`;
  if (cache !== undefined) {
    const computed = pool === undefined ? "" : `; others go ${pool}`;
    return { dispatch: "cached", reason: `fresh for ${cache.ttlSeconds} s${computed}${behind}` };
  }
  if (pool !== undefined) {
    return { dispatch: "offloaded", reason: `${pool}${behind}` };
  }
  if (chain !== undefined) {
    return { dispatch: "chained", reason: `middleware ${middleware.map(({ id }) => id).join(", ")}` };
  }
  const why =
    fastPath !== undefined && skipped.length > 0 ? `on the fast path ${fastPath}` : "no middleware is active";
  if (route.directory !== undefined) return { dispatch: "direct", reason: `files of a directory; ${why}` };
  const isConstant = typeof route.answer !== "function";
  const isExact = parameters.length === 0;
  const checked = isExact ? "inputs are" : "target is";
  // A pattern matches targets that have another reading; an exact path only itself.
  if (isConstant && isExact && Object.keys(route.options).every((key) => staticOptions.has(key))) {
    return {
      dispatch: "constant",
      reason: `its bytes are known now, and ${why === "no middleware is active" ? why : `it is ${why}`}`,
    };
  }
  return { dispatch: "direct", reason: isConstant ? `a constant, but its ${checked} checked` : why };
}
