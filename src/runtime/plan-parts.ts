import type { ObjectPlan, ValuePlan } from "./value-plan.ts";

/** A plan with each of the plans it is made of replaced. Names are left: what they stand for is in the registry. */
export function mapParts(plan: ValuePlan, map: (part: ValuePlan) => ValuePlan): ValuePlan {
  switch (plan.kind) {
    case "array":
      return { ...plan, items: map(plan.items), ...mapContained(plan.contains, map) };
    case "tuple":
      return {
        ...plan,
        items: plan.items.map(map),
        rest: map(plan.rest),
        ...mapContained(plan.contains, map),
      };
    case "object":
      return mapObject(plan, map);
    case "union":
    case "one":
      return { ...plan, variants: plan.variants.map(map) };
    case "intersect":
      return { ...plan, members: plan.members.map(map) };
    case "not":
    case "transform":
      return { ...plan, plan: map(plan.plan) };
    default:
      return plan;
  }
}

function mapObject(plan: ObjectPlan, map: (part: ValuePlan) => ValuePlan): ObjectPlan {
  const { properties, patterns, unknown, names } = plan;
  return {
    ...plan,
    properties: properties.map((property) => ({ ...property, value: map(property.value) })),
    ...(patterns && { patterns: patterns.map((entry) => ({ ...entry, value: map(entry.value) })) }),
    ...(unknown && { unknown: unknown === "refuse" ? unknown : map(unknown) }),
    ...(names && { names: map(names) }),
  };
}

const mapContained = (contains: ValuePlan | undefined, map: (part: ValuePlan) => ValuePlan) =>
  contains && { contains: map(contains) };

/** The plans that a plan is made of. */
export function partsOf(plan: ValuePlan): readonly ValuePlan[] {
  switch (plan.kind) {
    case "array":
      return plan.contains === undefined ? [plan.items] : [plan.items, plan.contains];
    case "tuple":
      return [...plan.items, plan.rest, ...(plan.contains === undefined ? [] : [plan.contains])];
    case "object":
      return partsOfObject(plan);
    case "union":
    case "one":
      return plan.variants;
    case "intersect":
      return plan.members;
    case "not":
    case "transform":
      return [plan.plan];
    default:
      return none;
  }
}

const none: readonly ValuePlan[] = [];

function partsOfObject({ properties, patterns = [], unknown, names }: ObjectPlan): readonly ValuePlan[] {
  const parts = properties.map(({ value }) => value);
  for (const { value } of patterns) parts.push(value);
  if (unknown !== undefined && unknown !== "refuse") parts.push(unknown);
  if (names !== undefined) parts.push(names);
  return parts;
}
