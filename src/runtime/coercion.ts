import { fitsBy } from "./failure-collector.ts";
import { isObject, isPlainArray, plansOfKey } from "./object-values.ts";
import { setProperty } from "./properties.ts";
import { parseText } from "./text.ts";
import type { ObjectPlan, PlanRegistry, ValuePlan } from "./value-plan.ts";

/**
 * A JSON value with its texts read by the rules of the query, where the plan asks for something else: `"7"` for an
 * integer is 7. What stands for nothing stays as it is, and is refused by the check.
 */
export function coerce(plan: ValuePlan | undefined, value: unknown, registry: PlanRegistry): unknown {
  if (plan === undefined) return value;
  switch (plan.kind) {
    case "named":
      return coerce(registry[plan.name], value, registry);
    case "transform":
      return coerce(plan.plan, value, registry);
    case "array":
      return isPlainArray(value) ? value.map((item) => coerce(plan.items, item, registry)) : value;
    case "tuple":
      return isPlainArray(value)
        ? value.map((item, index) => coerce(plan.items[index] ?? plan.rest, item, registry))
        : value;
    case "object":
      return isObject(value) ? coerceObject(plan, value, registry) : value;
    case "union":
    case "one":
      return fitsBy(plan, value, registry) ? value : coerceFirst(plan.variants, value, registry);
    case "intersect":
      return plan.members.reduce((coerced, member) => coerce(member, coerced, registry), value);
    default:
      return typeof value !== "string" || fitsBy(plan, value, registry)
        ? value
        : parseText(plan, value, registry);
  }
}

/** The first variant that a coerced value fits. */
function coerceFirst(variants: readonly ValuePlan[], value: unknown, registry: PlanRegistry): unknown {
  for (const variant of variants) {
    const coerced = coerce(variant, value, registry);
    if (fitsBy(variant, coerced, registry)) return coerced;
  }
  return value;
}

function coerceObject(
  plan: ObjectPlan,
  value: Readonly<Record<string, unknown>>,
  registry: PlanRegistry,
): unknown {
  const declared = new Map(plan.properties.map((property) => [property.key, property.value]));
  const coerced: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const member = declared.get(key) ?? plansOfKey(plan, key)[0];
    setProperty(coerced, key, coerce(member, value[key], registry));
  }
  return coerced;
}
