import { type Values, failures, readProperty } from "../runtime/failures.ts";
import { mapValues, setProperty } from "../runtime/inputs.ts";
import type { PlanOf, PlanRegistry, PropertyPlan, ValuePlan } from "../runtime/value-plan.ts";
import type { NamedPlan } from "./app-plan.ts";

/** Whether a value fits a plan. */
export const fits = (plan: ValuePlan, value: unknown, registry: PlanRegistry): boolean =>
  failures(plan, value, registry).length === 0;

type Direction = NamedPlan["direction"];

/**
 * What is kept of a value that fits: of an object its declared properties, in their declared order. An input keeps absent
 * properties absent and gets defaults; an output has every declared property.
 */
export function project(
  plan: ValuePlan,
  value: unknown,
  direction: Direction,
  registry: PlanRegistry,
): unknown {
  switch (plan.kind) {
    case "object":
      return projectObject(plan, value as Values, direction, registry);
    case "array":
      return Array.from(value as unknown[], (item) => project(plan.items, item, direction, registry));
    case "record":
      return mapValues(value as Values, (item) => project(plan.values, item, direction, registry));
    case "union": {
      const variant = plan.variants.find((candidate) => fits(candidate, value, registry));
      return variant === undefined ? value : project(variant, value, direction, registry);
    }
    case "named":
      return project(registry[plan.name] ?? { kind: "never" }, value, direction, registry);
    default:
      return value;
  }
}

function projectObject(
  plan: PlanOf<"object">,
  value: Values,
  direction: Direction,
  registry: PlanRegistry,
): unknown {
  const result: Record<string, unknown> = {};
  for (const property of plan.properties) {
    const member = readProperty(value, property.key);
    if (member !== undefined)
      setProperty(result, property.key, project(property.value, member, direction, registry));
    else if (hasAbsentMember(property, direction))
      setProperty(result, property.key, structuredClone(property.default)); // a handler may change it
  }
  return result;
}

/** Whether an absent member is nevertheless there: by its default, or as undefined in an output. */
const hasAbsentMember = (property: PropertyPlan, direction: Direction): boolean =>
  direction === "output" || property.default !== undefined || !property.optional;
