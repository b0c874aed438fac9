import type { NamedPlan } from "./app-plan.ts";
import type { PlanOf, PlanRegistry, ValuePlan } from "../runtime/value-plan.ts";

/**
 * A plan without its rules: what is left are the kinds of values, which a projection relies on. It fits whatever the plan
 * fits, and keeps the same of it. What chooses between variants stays whole, else a value could be kept by another one;
 * and so does `not`, of which less would refuse more.
 *
 * @param rename the name of a named plan without its rules
 */
export function withoutRules(plan: ValuePlan, rename: (name: string) => string): ValuePlan {
  const inner = (part: ValuePlan): ValuePlan => withoutRules(part, rename);
  switch (plan.kind) {
    case "integer":
    case "number":
    case "string":
    case "date":
    case "bytes":
    case "bigint":
      return { kind: plan.kind };
    case "array":
      return { kind: "array", items: inner(plan.items) };
    case "tuple": {
      const {
        uniqueItems: _unique,
        contains: _contains,
        minContains: _min,
        maxContains: _max,
        ...shape
      } = plan;
      return { ...shape, items: plan.items.map(inner), rest: inner(plan.rest) };
    }
    case "object":
      return objectWithoutRules(plan, inner);
    case "union":
      return plan.tag === undefined ? plan : { ...plan, variants: plan.variants.map(inner) };
    case "intersect":
      return { kind: "intersect", members: plan.members.map(inner) };
    case "named":
      return { kind: "named", name: rename(plan.name) };
    default:
      return plan;
  }
}

function objectWithoutRules(plan: PlanOf<"object">, inner: (part: ValuePlan) => ValuePlan): ValuePlan {
  const { minProperties: _min, maxProperties: _max, names: _names, ...shape } = plan;
  const { patterns, unknown } = shape;
  return {
    ...shape,
    properties: plan.properties.map((property) => ({ ...property, value: inner(property.value) })),
    ...(patterns && { patterns: patterns.map((entry) => ({ ...entry, value: inner(entry.value) })) }),
    ...(unknown !== undefined && unknown !== "refuse" && { unknown: inner(unknown) }),
  };
}

/** The schemas that a schema without its rules differs in, by name: those with rules, and those that lead to them. */
export function ruledSchemas(root: string, registry: PlanRegistry): ReadonlySet<string> {
  const leadsTo = new Map<string, readonly string[]>();
  const ruled = new Set<string>();
  const visit = (name: string): void => {
    if (leadsTo.has(name)) return;
    const named: string[] = [];
    leadsTo.set(name, named);
    const plan = registry[name] ?? { kind: "never" };
    const bare = withoutRules(plan, (inner) => {
      named.push(inner);
      return inner;
    });
    if (!Bun.deepEquals(bare, plan)) ruled.add(name);
    for (const inner of named) visit(inner);
  };
  visit(root);
  for (let size = -1; size !== ruled.size;) {
    size = ruled.size;
    for (const [name, named] of leadsTo) if (named.some((inner) => ruled.has(inner))) ruled.add(name);
  }
  return ruled;
}

/** The schemas that some names lead to. Others were planned on the way to a schema without rules. */
export function reachable(
  roots: readonly string[],
  schemas: Readonly<Record<string, NamedPlan>>,
): Record<string, NamedPlan> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    for (const inner of namesIn(schemas[name]?.plan)) visit(inner);
  };
  for (const root of roots) visit(root);
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => found.has(name)));
}

/** The names in a plan, wherever they stand. */
function namesIn(part: unknown): string[] {
  if (typeof part !== "object" || part === null) return [];
  const own = "kind" in part && part.kind === "named" && "name" in part ? [String(part.name)] : [];
  return [...own, ...Object.values(part).flatMap(namesIn)];
}
