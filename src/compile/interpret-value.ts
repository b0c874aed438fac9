import { type Values, fits, isObject, plansOfKey, readProperty } from "../runtime/failures.ts";
import { mergeProjections, setProperty } from "../runtime/properties.ts";
import { taggedVariant } from "../runtime/union-tag.ts";
import { noVariantError } from "../runtime/validation-error.ts";
import type { ObjectPlan, PlanOf, PlanRegistry, PropertyPlan, ValuePlan } from "../runtime/value-plan.ts";
import { parseBase64, parseBigInt } from "../runtime/value-rules.ts";
import type { NamedPlan } from "./app-plan.ts";

type Direction = NamedPlan["direction"];

/**
 * What is kept of a value that fits: of an object its declared properties in their declared order, then what its patterns
 * and its rule for unknown ones keep. An input keeps absent properties absent and gets defaults; an output has every
 * declared property. Dates, bytes and bigints become text in an output, and come from text in an input.
 */
export function project(
  plan: ValuePlan,
  value: unknown,
  direction: Direction,
  registry: PlanRegistry,
): unknown {
  const keep = (inner: ValuePlan, part: unknown): unknown => project(inner, part, direction, registry);
  switch (plan.kind) {
    case "date":
      return (value as Date).toISOString();
    case "dateText":
      return new Date(value as string);
    case "bytes":
      return (value as Uint8Array).toBase64();
    case "bytesText":
      return parseBase64(value);
    case "bigint":
      return String(value);
    case "bigintText":
      return parseBigInt(value);
    case "array":
      return Array.from(value as unknown[], (item) => keep(plan.items, item));
    case "tuple":
      return Array.from(value as unknown[], (item, index) => keep(plan.items[index] ?? plan.rest, item));
    case "object":
      return projectObject(plan, value as Values, direction, registry);
    case "union":
    case "one": {
      const variant = variantOf(plan, value, registry);
      if (variant === undefined) throw noVariantError();
      return keep(variant, value);
    }
    case "intersect":
      return mergeProjections(
        plan.members.map((member) => keep(member, value)),
        value,
      );
    case "named":
      return keep(registry[plan.name] ?? { kind: "never" }, value);
    default:
      return value;
  }
}

/** The variant that a value of a union fits. */
function variantOf(
  plan: PlanOf<"union" | "one">,
  value: unknown,
  registry: PlanRegistry,
): ValuePlan | undefined {
  if (plan.kind === "one" || plan.tag === undefined || !isObject(value)) {
    return plan.variants.find((candidate) => fits(candidate, value, registry));
  }
  return taggedVariant(plan, plan.tag, readProperty(value, plan.tag.key));
}

function projectObject(
  plan: ObjectPlan,
  value: Values,
  direction: Direction,
  registry: PlanRegistry,
): unknown {
  if (plan.whole) return value;
  const result: Record<string, unknown> = {};
  for (const property of plan.properties) {
    // A default is a fresh value each time: a handler may change it.
    const member = orDefault(readProperty(value, property.key), property);
    if (member !== undefined) {
      setProperty(result, property.key, project(property.value, member, direction, registry));
    } else if (hasAbsentMember(property, direction)) setProperty(result, property.key, undefined);
  }
  if (plan.patterns === undefined && plan.unknown === undefined) return result;
  for (const key of Object.keys(value)) {
    const [kept] = plansOfKey(plan, key);
    if (kept === undefined || value[key] === undefined || Object.hasOwn(result, key)) continue;
    setProperty(result, key, project(kept, value[key], direction, registry));
  }
  return result;
}

const orDefault = (member: unknown, property: PropertyPlan): unknown =>
  member === undefined ? structuredClone(property.default) : member;

/** Whether an absent member without a default is nevertheless there, as undefined. */
const hasAbsentMember = (property: PropertyPlan, direction: Direction): boolean =>
  direction === "output" || !property.optional;
