import { partsOf } from "../runtime/plan-parts.ts";
import type { PlanRegistry, ValuePlan } from "../runtime/value-plan.ts";
import { namesIn, withNamed } from "./named-plans.ts";

/**
 * The schemas whose projections are merged with those of others, at any depth. A merge tells what is kept by what was
 * copied.
 */
export function mergedSchemas(registry: PlanRegistry): ReadonlySet<string> {
  const intersections = Object.values(registry).flatMap(intersectionsOf);
  return withNamed(intersections.flatMap(namesIn), registry);
}

/** The intersections that stand in a plan. */
const intersectionsOf = (plan: ValuePlan): ValuePlan[] =>
  plan.kind === "intersect" ? [plan] : partsOf(plan).flatMap(intersectionsOf);
