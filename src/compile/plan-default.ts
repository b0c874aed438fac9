import { failures } from "../runtime/failures.ts";
import type { PlanRegistry, PropertyPlan } from "../runtime/value-plan.ts";

/** Why a default cannot take the place of an absent property; undefined where it can, or there is none. */
export function defaultProblem(property: PropertyPlan, registry: PlanRegistry): string | undefined {
  const { value, default: fallback } = property;
  if (fallback === undefined) return undefined;
  if (!isJson(fallback)) return `The default ${Bun.inspect(fallback)} is not plain JSON data.`;
  const [first] = failures(value, fallback, registry);
  if (first === undefined) return undefined;
  return `The default does not fit: ${first.pointer || "it"} must be ${first.expected}, not ${first.received}.`;
}

/** Whether a value is the same after it was JSON. */
function isJson(value: unknown): boolean {
  try {
    return Bun.deepEquals(JSON.parse(JSON.stringify(value)), value);
  } catch {
    return false;
  }
}
