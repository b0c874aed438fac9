import type { ObjectPlan, PlanOf, PlanRegistry, UnionTag, ValuePlan } from "../runtime/value-plan.ts";

/**
 * A union whose variants are objects that one constant tells apart: it is read once, instead of trying each variant.
 * Null and undefined may stand beside them. As at most one variant can fit, "exactly one of them" says the same.
 */
export function withTag(plan: PlanOf<"union" | "one">, registry: PlanRegistry): ValuePlan {
  const variants = plan.variants.map((variant) => resolve(variant, registry));
  const objects = variants.filter((variant) => variant.kind === "object");
  const others = variants.filter(({ kind }) => kind === "null" || kind === "undefined");
  if (objects.length < 2 || objects.length + others.length < variants.length) return plan;
  if (plan.kind === "one" && new Set(others.map(({ kind }) => kind)).size < others.length) return plan;
  for (const { key } of objects[0]?.properties ?? []) {
    const constants = objects.map((object) => constantOf(object, key, registry));
    if (!areDistinct(constants)) continue;
    return { kind: "union", variants: plan.variants, tag: tagOf(key, variants, registry) };
  }
  return plan;
}

const areDistinct = (constants: readonly (Tag | undefined)[]): boolean =>
  !constants.includes(undefined) && new Set(constants).size === constants.length;

const tagOf = (key: string, variants: readonly ValuePlan[], registry: PlanRegistry): UnionTag => ({
  key,
  values: variants.map((variant) =>
    variant.kind === "object" ? (constantOf(variant, key, registry) ?? null) : null,
  ),
});

type Tag = PlanOf<"literal">["value"];

/** The constant that a required property must be; undefined where it is none. */
function constantOf({ properties }: ObjectPlan, key: string, registry: PlanRegistry): Tag | undefined {
  const property = properties.find((candidate) => candidate.key === key);
  if (property === undefined || property.optional) return undefined;
  const value = resolve(property.value, registry);
  return value.kind === "literal" ? value.value : undefined;
}

/** The plan behind a name. Names that only lead to each other are refused before. */
export function resolve(plan: ValuePlan, registry: PlanRegistry): ValuePlan {
  return plan.kind === "named" ? resolve(registry[plan.name] ?? { kind: "never" }, registry) : plan;
}

/** The variants of a union behind their names; any other plan alone. */
export function variantsOf(plan: ValuePlan, registry: PlanRegistry): readonly ValuePlan[] {
  const found = resolve(plan, registry);
  if (found.kind !== "union" && found.kind !== "one") return [found];
  return found.variants.map((variant) => resolve(variant, registry));
}
