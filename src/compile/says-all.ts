import type { PlanRegistry, ValuePlan } from "../runtime/value-plan.ts";

/**
 * Whether a schema says of every value at every depth what it is. What it does not say (`t.Any`) may be a bigint or have a
 * toJSON of its own, at which writing JSON fails.
 */
export function saysAll(
  plan: ValuePlan,
  registry: PlanRegistry,
  within: ReadonlySet<string> = new Set(),
): boolean {
  const all = (plans: readonly ValuePlan[]): boolean =>
    plans.every((inner) => saysAll(inner, registry, within));
  switch (plan.kind) {
    case "any":
    case "defined":
    case "not":
    case "anyObject":
      return false;
    case "array":
      return all([plan.items]);
    case "tuple":
      return all([...plan.items, plan.rest]);
    case "object": {
      const { properties, patterns = [], unknown, whole } = plan;
      const others = unknown === undefined || unknown === "refuse" ? [] : [unknown];
      return !whole && all([...properties, ...patterns].map(({ value }) => value)) && all(others);
    }
    case "union":
    case "one":
      return all(plan.variants);
    case "intersect":
      return all(plan.members);
    case "named":
      if (within.has(plan.name)) return true;
      return saysAll(registry[plan.name] ?? { kind: "never" }, registry, new Set([...within, plan.name]));
    default:
      return true;
  }
}
