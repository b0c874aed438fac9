import { hasKeyRules } from "../runtime/object-values.ts";
import type { InputPlan } from "./app-plan.ts";
import type { ObjectPlan, PlanRegistry, ValuePlan } from "../runtime/value-plan.ts";

/** Whether projecting a value can give another one. Leaves of JSON, and arrays of them, stay as they are. */
export function isReshaped(
  plan: ValuePlan | undefined,
  registry: PlanRegistry,
  within: ReadonlySet<string> = new Set(),
): boolean {
  const some = (plans: readonly ValuePlan[]): boolean =>
    plans.some((inner) => isReshaped(inner, registry, within));
  switch (plan?.kind) {
    case "object":
      return !plan.whole;
    case "bytes":
      return !plan.isRaw;
    case "date":
    case "dateText":
    case "bytesText":
    case "bigint":
    case "bigintText":
    case "transform":
      return true;
    case "array":
      return some([plan.items]);
    case "tuple":
      return some([...plan.items, plan.rest]);
    case "union":
    case "one":
      return some(plan.variants);
    case "intersect":
      return some(plan.members);
    case "named":
      // A schema that only leads to itself has nothing to reshape on the way.
      return (
        !within.has(plan.name) && isReshaped(registry[plan.name], registry, new Set([...within, plan.name]))
      );
    default:
      return false;
  }
}

/** Whether an object that was made from text, with its declared members only, already is what a handler receives. */
export function isExact(plan: ValuePlan | undefined, registry: PlanRegistry): boolean {
  return (
    plan?.kind === "object" &&
    plan.patterns === undefined &&
    // Where something is asked of other properties, they are read as well.
    (plan.unknown === "refuse" || !hasKeyRules(plan)) &&
    plan.properties.every((p) => !p.optional && !isReshaped(p.value, registry))
  );
}

/** Whether every property of an object is kept as it is: a t.Record of leaves. */
export function keepsAll({ properties, patterns, unknown }: ObjectPlan, registry: PlanRegistry): boolean {
  if (properties.length > 0 || patterns !== undefined || unknown === undefined) return false;
  return unknown !== "refuse" && !isReshaped(unknown, registry);
}

/** Whether what a handler gets can be another value than the one that was checked. */
export function isProjected({ schema, body }: InputPlan, registry: PlanRegistry): boolean {
  if (schema === undefined || !isReshaped({ kind: "named", name: schema }, registry)) return false;
  const isNamed = body === undefined || body.kind === "form";
  return !isNamed || !isExact(registry[schema], registry);
}
