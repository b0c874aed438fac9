import { type Method, methodsWithBody } from "../http/methods.ts";
import type { RouteDefinition } from "../define/app-definition.ts";
import type { Dispatch, MiddlewarePlan } from "./app-plan.ts";

/** Whether a route reads header fields before its handler: of a body, in a schema, or in middleware. */
export const readsHeader = (
  { headers, cookies }: RouteDefinition["options"],
  middleware: readonly MiddlewarePlan[],
  methods: readonly Method[],
): boolean =>
  (headers ?? cookies) !== undefined ||
  middleware.length > 0 ||
  methods.some((method) => methodsWithBody.has(method));

export const planMiddleware = ({
  name,
  before,
  after,
}: RouteDefinition["middleware"][number]): MiddlewarePlan => ({
  name,
  hasBefore: before !== undefined,
  hasAfter: after !== undefined,
});

/** How a route is answered, and why. */
export function dispatchOf(
  route: RouteDefinition,
  middleware: readonly MiddlewarePlan[],
): { readonly dispatch: Dispatch; readonly reason: string } {
  if (middleware.length > 0) {
    return { dispatch: "chained", reason: `middleware ${middleware.map(({ name }) => name).join(", ")}` };
  }
  const isConstant = typeof route.answer !== "function";
  if (isConstant && Object.keys(route.options).every((key) => key === "response")) {
    return { dispatch: "constant", reason: "its bytes are known now, and no middleware is active" };
  }
  return {
    dispatch: "direct",
    reason: isConstant ? "a constant, but its inputs are checked" : "no middleware is active",
  };
}
