import type { PlanRegistry, ValuePlan } from "../runtime/value-plan.ts";

/**
 * The schemas whose projections are merged with those of others, at any depth. A merge tells what is kept by what was
 * copied.
 */
export function mergedSchemas(registry: PlanRegistry): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (schema: string): void => {
    if (found.has(schema)) return;
    found.add(schema);
    for (const nested of referencesOf(registry[schema])) visit(nested);
  };
  for (const plan of Object.values(registry)) {
    for (const name of intersectionsOf(plan).flatMap(referencesOf)) visit(name);
  }
  return found;
}

/** The intersections that stand in a plan. */
function intersectionsOf(plan: ValuePlan): ValuePlan[] {
  if (plan.kind === "intersect") return [plan];
  return plan.kind === "object" ? plan.properties.flatMap(({ value }) => intersectionsOf(value)) : [];
}

/** The schemas that a plan names directly. */
function referencesOf(plan: ValuePlan | undefined): string[] {
  switch (plan?.kind) {
    case "named":
      return [plan.name];
    case "object": {
      const patterns = (plan.patterns ?? []).map(({ value }) => value);
      const unknown = plan.unknown === undefined || plan.unknown === "refuse" ? [] : [plan.unknown];
      return [...plan.properties.map(({ value }) => value), ...patterns, ...unknown].flatMap(referencesOf);
    }
    case "array":
      return referencesOf(plan.items);
    case "tuple":
      return [...plan.items, plan.rest].flatMap(referencesOf);
    case "union":
    case "one":
      return plan.variants.flatMap(referencesOf);
    case "intersect":
      return plan.members.flatMap(referencesOf);
    default:
      return [];
  }
}
