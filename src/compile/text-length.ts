import type { PlanRegistry, PropertyPlan, ValuePlan } from "../runtime/value-plan.ts";
import { resolve } from "./union-tags.ts";

/** About how many characters the JSON of a value has: a guess from its schema, for thresholds only. */
export function textLengthOf(plan: ValuePlan, registry: PlanRegistry, depth = 0): number {
  const inner = (part: ValuePlan): number => textLengthOf(part, registry, depth + 1);
  const found = resolve(plan, registry);
  // A recursive schema says nothing of how deep its values are.
  if (depth > 4) return shortText;
  switch (found.kind) {
    case "null":
    case "boolean":
    case "integer":
      return 5;
    case "number":
      return 8;
    case "literal":
      return String(JSON.stringify(found.value)).length;
    case "date":
      return 26;
    case "string":
      return Math.min(found.maxLength ?? shortText, shortText) + 2;
    case "array":
      return 2 + fewItems * (inner(found.items) + 1);
    case "tuple":
      return 2 + sum(found.items.map((item) => inner(item) + 1));
    case "object":
      return 2 + sum(found.properties.map((property) => memberLength(property, inner)));
    case "union":
    case "one":
      return sum(found.variants.map(inner)) / Math.max(found.variants.length, 1);
    case "intersect":
      return Math.max(0, ...found.members.map(inner));
    default:
      return shortText;
  }
}

const memberLength = ({ key, value }: PropertyPlan, lengthOf: (plan: ValuePlan) => number): number =>
  JSON.stringify(key).length + 2 + lengthOf(value);

/** Most texts are names. */
const shortText = 16;

/** Most lists within an item are short. */
const fewItems = 3;

const sum = (lengths: readonly number[]): number => lengths.reduce((total, length) => total + length, 0);
