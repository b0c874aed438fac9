import { partsOf } from "../runtime/plan-parts.ts";
import type { PlanOf, PlanRegistry, ValuePlan } from "../runtime/value-plan.ts";
import { withNamed } from "./named-plans.ts";

/** The transforms of a plan itself, not of those it names. */
export function transformsOf(plan: ValuePlan): PlanOf<"transform">[] {
  const inner = partsOf(plan).flatMap(transformsOf);
  return plan.kind === "transform" ? [plan, ...inner] : inner;
}

/** The schemas that call functions of the app, by themselves or through one they name. */
export function boundSchemas(registry: PlanRegistry): ReadonlySet<string> {
  const names = Object.keys(registry);
  const transformed = new Set(names.filter((name) => transformsOf(registry[name] as ValuePlan).length > 0));
  if (transformed.size === 0) return transformed;
  return new Set(names.filter((name) => !withNamed([name], registry).isDisjointFrom(transformed)));
}
