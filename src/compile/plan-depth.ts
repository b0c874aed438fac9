import type { PlanRegistry, ValuePlan } from "../runtime/value-plan.ts";

/**
 * Whether a schema itself bounds how deep its check looks, and how deep what it keeps is. A value that is deeper does not
 * fit, or loses what is too deep; nobody has to measure it.
 */
export function boundsDepth(plan: ValuePlan, registry: PlanRegistry): boolean {
  return bounds(plan, { registry, open: new Set(), bounded: new Set() });
}

interface Search {
  readonly registry: PlanRegistry;
  /** Names that are being looked at: one of them again is a recursion. */
  readonly open: Set<string>;
  readonly bounded: Set<string>;
}

function bounds(plan: ValuePlan, search: Search): boolean {
  const all = (plans: readonly ValuePlan[]): boolean => plans.every((inner) => bounds(inner, search));
  switch (plan.kind) {
    case "any":
    case "defined":
    case "anyObject":
    // What is compared with others is looked at as a whole.
    case "equal":
    // What is not something can be anything.
    case "not":
      return false;
    case "named":
      return namedBounds(plan.name, search);
    case "array":
      return plan.uniqueItems === undefined && all([plan.items, ...(plan.contains ? [plan.contains] : [])]);
    case "tuple": {
      const { items, rest, contains, uniqueItems } = plan;
      return uniqueItems === undefined && all([...items, rest, ...(contains ? [contains] : [])]);
    }
    case "object": {
      const { properties, patterns = [], unknown = "refuse", whole } = plan;
      const values = [...properties, ...patterns].map(({ value }) => value);
      return whole === undefined && all([...values, ...(unknown === "refuse" ? [] : [unknown])]);
    }
    case "union":
    case "one":
      return all(plan.variants);
    case "intersect":
      return all(membersThatKeep(plan.members, search.registry));
    default:
      return true;
  }
}

function namedBounds(name: string, search: Search): boolean {
  const { registry, open, bounded } = search;
  if (bounded.has(name)) return true;
  if (open.has(name)) return false;
  open.add(name);
  const isBounded = bounds(registry[name] ?? { kind: "never" }, search);
  open.delete(name);
  if (isBounded) bounded.add(name);
  return isBounded;
}

/** Beside an object of declared properties, a member that takes any object as it is adds none: t.Intersect has one. */
function membersThatKeep(members: readonly ValuePlan[], registry: PlanRegistry): readonly ValuePlan[] {
  const declares = members.some(
    (member) => (member.kind === "named" ? registry[member.name] : member)?.kind === "object",
  );
  return declares ? members.filter(({ kind }) => kind !== "anyObject") : members;
}
