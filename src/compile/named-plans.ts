import { partsOf } from "../runtime/plan-parts.ts";
import type { PlanRegistry, ValuePlan } from "../runtime/value-plan.ts";

/** The schemas that a plan names, wherever in it. */
export function namesIn(plan: ValuePlan | undefined): string[] {
  if (plan === undefined) return [];
  return plan.kind === "named" ? [plan.name] : partsOf(plan).flatMap(namesIn);
}

/** Schemas, and all that they lead to. */
export function withNamed(roots: Iterable<string>, registry: PlanRegistry): ReadonlySet<string> {
  const found = new Set(roots);
  for (const schema of found) for (const named of namesIn(registry[schema])) found.add(named);
  return found;
}
