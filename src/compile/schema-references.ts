import { escapeKey } from "../runtime/object-values.ts";
import type { PlanRegistry, ValuePlan } from "../runtime/value-plan.ts";
import { type Schema, isRecord } from "./schema-place.ts";

/** What a reference leads to, and where that stands in its document. */
export interface Target {
  readonly schema: unknown;
  readonly step: string;
}

/** What a reference leads to within a document: `#`, `#/definitions/x`, the `$id` of the document, a module's member. */
export function findTarget(reference: string, document: Schema): Target | undefined {
  if (isRecord(document.$defs) && Object.hasOwn(document.$defs, reference)) {
    return { schema: document.$defs[reference], step: `/$defs/${escapeKey(reference)}` };
  }
  if (reference === "#" || reference === document.$id) return { schema: document, step: "" };
  const pointer = reference.startsWith("#/") ? decode(reference.slice(1)) : undefined;
  if (pointer === undefined) return undefined;
  let schema: unknown = document;
  for (const step of pointer.slice(1).split("/")) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof schema !== "object" || schema === null || !Object.hasOwn(schema, key)) return undefined;
    schema = (schema as Schema)[key];
  }
  return { schema, step: pointer };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Whether reading text by a plan would never end: it is a list of lists of itself, and one text is a list of one. */
export function readsWithoutEnd(
  plan: ValuePlan,
  registry: PlanRegistry,
  within: ReadonlySet<string> = new Set(),
): boolean {
  const some = (plans: readonly ValuePlan[]): boolean =>
    plans.some((inner) => readsWithoutEnd(inner, registry, within));
  switch (plan.kind) {
    case "named":
      return (
        within.has(plan.name) ||
        readsWithoutEnd(registry[plan.name] ?? { kind: "never" }, registry, new Set([...within, plan.name]))
      );
    case "array":
      return some([plan.items]);
    case "tuple":
      return some([...plan.items, plan.rest]);
    case "union":
    case "one":
      return some(plan.variants);
    case "intersect":
      return some(plan.members);
    case "transform":
      return some([plan.plan]);
    default:
      return false;
  }
}

/** Whether a plan asks of a value what it is asked itself: such a check would never end. */
export function leadsTo(
  name: string,
  plan: ValuePlan,
  registry: PlanRegistry,
  seen: Set<string> = new Set(),
): boolean {
  const some = (plans: readonly ValuePlan[]): boolean =>
    plans.some((inner) => leadsTo(name, inner, registry, seen));
  switch (plan.kind) {
    case "named":
      if (plan.name === name) return true;
      if (seen.has(plan.name)) return false;
      seen.add(plan.name);
      return some([registry[plan.name] ?? { kind: "never" }]);
    case "union":
    case "one":
      return some(plan.variants);
    case "intersect":
      return some(plan.members);
    case "not":
    case "transform":
      return some([plan.plan]);
    default:
      return false;
  }
}
