import { HttpError } from "../http/http-error.ts";
import { fits } from "./failures.ts";
import { type Values, escapeKey, isObject, plansOfKey, readProperty } from "./object-values.ts";
import { mergeProjections, setProperty } from "./properties.ts";
import { transform } from "./transforms.ts";
import { taggedVariant } from "./union-tag.ts";
import { noVariantError } from "./validation-error.ts";
import type { Annotations, ObjectPlan, PlanOf, PlanRegistry, PropertyPlan, ValuePlan } from "./value-plan.ts";
import { parseBase64, parseBigInt } from "./value-rules.ts";

type Direction = "input" | "output";

/** A value that the function of a schema did not take, and where it stands. */
export class ConversionError extends Error {
  readonly pointer: string;
  readonly value: unknown;
  /** The words of its schema. */
  readonly words: Annotations["message"];
  /** Whether the value must not be shown. */
  readonly isSecret: boolean;

  constructor(pointer: string, value: unknown, { message, isSecret }: Annotations, cause: unknown) {
    super(`The value at ${pointer || "the root"} cannot be converted.`, { cause });
    this.pointer = pointer;
    this.value = value;
    this.words = message;
    this.isSecret = isSecret === true;
  }
}

/**
 * What is kept of a value that fits: of an object its declared properties in their declared order, then what its patterns
 * and its rule for unknown ones keep. An input keeps absent properties absent and gets defaults; an output has every
 * declared property. Dates, bytes and bigints become text in an output, and come from text in an input.
 *
 * @param at JSON pointer to the value, for what is thrown
 * @param isWithinSecret whether the value is part of one that must not be shown, for the same
 * @throws {ConversionError} where a function of the schema does not take a value
 */
export function project(
  plan: ValuePlan,
  value: unknown,
  direction: Direction,
  registry: PlanRegistry,
  at = "",
  isWithinSecret = false,
): unknown {
  const isSecret = isWithinSecret || plan.isSecret === true;
  const keep = (inner: ValuePlan, part: unknown, step = ""): unknown =>
    project(inner, part, direction, registry, at + step, isSecret);
  switch (plan.kind) {
    case "date":
      return (value as Date).toISOString();
    case "dateText":
      return new Date(value as string);
    case "bytes":
      return plan.isRaw ? value : (value as Uint8Array).toBase64();
    case "bytesText":
      return parseBase64(value);
    case "bigint":
      return String(value);
    case "bigintText":
      return parseBigInt(value);
    case "array":
      return Array.from(value as unknown[], (item, index) => keep(plan.items, item, `/${index}`));
    case "tuple":
      return Array.from(value as unknown[], (item, index) =>
        keep(plan.items[index] ?? plan.rest, item, `/${index}`),
      );
    case "object":
      return projectObject(plan, value as Values, direction, keep);
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
    case "transform":
      return direction === "input"
        ? convert(plan, keep(plan.plan, value), at, isSecret)
        : keep(plan.plan, convert(plan, value, at, isSecret));
    case "named":
      return keep(registry[plan.name] ?? { kind: "never" }, value);
    default:
      return value;
  }
}

function convert(plan: PlanOf<"transform">, value: unknown, at: string, isSecret: boolean): unknown {
  try {
    return transform(plan, value);
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw new ConversionError(at, value, { ...plan, ...(isSecret ? { isSecret } : {}) }, error);
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

type Keep = (plan: ValuePlan, value: unknown, step: string) => unknown;

function projectObject(plan: ObjectPlan, value: Values, direction: Direction, keep: Keep): unknown {
  if (plan.whole) return value;
  const result: Record<string, unknown> = {};
  for (const property of plan.properties) {
    // A default is a fresh value each time: a handler may change it.
    const member = orDefault(readProperty(value, property.key), property);
    if (member !== undefined) {
      setProperty(result, property.key, keep(property.value, member, `/${escapeKey(property.key)}`));
    } else if (hasAbsentMember(property, direction)) setProperty(result, property.key, undefined);
  }
  if (plan.patterns === undefined && plan.unknown === undefined) return result;
  for (const key of Object.keys(value)) {
    const [kept] = plansOfKey(plan, key);
    if (kept === undefined || value[key] === undefined || Object.hasOwn(result, key)) continue;
    setProperty(result, key, keep(kept, value[key], `/${escapeKey(key)}`));
  }
  return result;
}

const orDefault = (member: unknown, property: PropertyPlan): unknown =>
  member === undefined ? structuredClone(property.default) : member;

/** Whether an absent member without a default is nevertheless there, as undefined. */
const hasAbsentMember = (property: PropertyPlan, direction: Direction): boolean =>
  direction === "output" || !property.optional;
