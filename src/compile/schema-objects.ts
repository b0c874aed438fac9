import { fits } from "../runtime/failures.ts";
import { escapeKey } from "../runtime/object-values.ts";
import type { ObjectPlan, PlanRegistry, PropertyPlan, ValuePlan } from "../runtime/value-plan.ts";
import { type Place, type PlanChild, type Schema, isRecord, pick, reportPattern } from "./schema-place.ts";

export const objectKeywords: readonly string[] = [
  "properties",
  "required",
  "additionalProperties",
  "patternProperties",
  "propertyNames",
  "minProperties",
  "maxProperties",
];

export function planObject(schema: Schema, place: Place, planChild: PlanChild): ValuePlan {
  // A schema that says nothing of an object's properties leaves all of them.
  if (objectKeywords.every((keyword) => schema[keyword] === undefined)) return { kind: "anyObject" };
  const declared = (schema.properties ?? {}) as Schema;
  const required = new Set((schema.required ?? []) as string[]);
  const properties = Object.entries(declared).map(([key, property]) =>
    planProperty(key, property, required.has(key), place, planChild),
  );
  const others = planOthers(schema, place, planChild);
  const undeclared = [...required].filter((key) => !Object.hasOwn(declared, key));
  const { propertyNames } = schema;
  return {
    kind: "object",
    properties: [
      ...properties,
      ...undeclared.map((key) => ({ key, value: planUndeclared(key, others, schema) })),
    ],
    ...pick<Pick<ObjectPlan, "minProperties" | "maxProperties">>(schema, ["minProperties", "maxProperties"]),
    ...others,
    ...(propertyNames === undefined
      ? {}
      : { names: planChild(propertyNames, "/propertyNames", `${place.name}_name`) }),
    ...(saysNothingOfOthers(schema) ? { whole: true } : {}),
  };
}

function planProperty(
  key: string,
  schema: unknown,
  isRequired: boolean,
  place: Place,
  planChild: PlanChild,
): PropertyPlan {
  const step = `/properties/${escapeKey(key)}`;
  const value = planChild(schema, step, `${place.name}_${key}`);
  const fallback = place.direction === "input" && isRecord(schema) ? schema.default : undefined;
  if (fallback !== undefined) return { key, value, optional: true, default: fallback };
  return isRequired ? { key, value } : { key, value, optional: true };
}

type Others = Pick<ObjectPlan, "patterns" | "unknown">;

/**
 * What is said of properties that are not declared. By default they are left out; `additionalProperties: false` refuses
 * them in an input, and a schema, or `true`, keeps them.
 */
function planOthers(schema: Schema, place: Place, planChild: PlanChild): Others {
  const entries = Object.entries((schema.patternProperties ?? {}) as Schema);
  const { propertyNames } = schema;
  const nameLength = isRecord(propertyNames) ? propertyNames.maxLength : undefined;
  const patterns = entries.map(([pattern, value], index) => {
    const step = `/patternProperties/${escapeKey(pattern)}`;
    reportPattern(pattern, { step, maxLength: nameLength, bound: boundOfNames }, place);
    return {
      pattern,
      value: planChild(value, step, `${place.name}_${isOfRecord(schema) ? "value" : `pattern_${index + 1}`}`),
    };
  });
  if (isOfRecord(schema)) return { unknown: patterns[0]?.value ?? { kind: "never" } };
  return { ...(patterns.length > 0 ? { patterns } : {}), ...planUnknown(schema, place, planChild) };
}

const boundOfNames = (length: number): string => `propertyNames: { maxLength: ${length} }`;

/** Whether a schema is what TypeBox writes for t.Record(t.String(), …). Its pattern means every key. */
const isOfRecord = ({
  patternProperties = {},
  properties,
  required,
  additionalProperties,
}: Schema): boolean =>
  Object.keys(patternProperties as object).join() === "^(.*)$" &&
  (properties ?? required) === undefined &&
  (additionalProperties === undefined || typeof additionalProperties === "boolean");

function planUnknown(schema: Schema, place: Place, planChild: PlanChild): Pick<ObjectPlan, "unknown"> {
  const { additionalProperties } = schema;
  if (additionalProperties === undefined) return {};
  if (additionalProperties === false) return place.direction === "input" ? { unknown: "refuse" } : {};
  return { unknown: planChild(additionalProperties, "/additionalProperties", `${place.name}_value`) };
}

/** A property that is required and not declared is one of the others: what is said of them is said of it. */
function planUndeclared(key: string, { patterns = [], unknown }: Others, schema: Schema): ValuePlan {
  const matching = patterns.find(({ pattern }) => isMatch(pattern, key));
  if (matching !== undefined) return matching.value;
  if (schema.additionalProperties === false) return { kind: "never" };
  return unknown === undefined || unknown === "refuse" || unknown.kind === "any"
    ? { kind: "defined" }
    : unknown;
}

function isMatch(pattern: string, key: string): boolean {
  try {
    return new RegExp(pattern).test(key);
  } catch {
    return false; // reported where it stands
  }
}

/** Whether a schema says only how many properties there are, how they are called, or which of them must be there. */
const saysNothingOfOthers = ({ properties, patternProperties, additionalProperties }: Schema): boolean =>
  (properties ?? patternProperties ?? additionalProperties) === undefined;

/** A required property is there, even where its schema alone (`t.Any`, `t.Not`) would let undefined through. */
export function toPresent(property: PropertyPlan, registry: PlanRegistry): PropertyPlan {
  const { value, optional } = property;
  if (optional || neverUndefined.has(value.kind)) return property;
  if (!fits(value, undefined, registry) || isForUndefined(value, registry)) return property;
  if (value.kind === "any") return { ...property, value: { kind: "defined" } };
  return { ...property, value: { kind: "intersect", members: [{ kind: "defined" }, value] } };
}

/** Kinds of which nothing has to be asked. */
const neverUndefined: ReadonlySet<ValuePlan["kind"]> = new Set([
  "null",
  "boolean",
  "integer",
  "number",
  "string",
  "literal",
  "equal",
  "array",
  "object",
]);

/** Whether a plan names undefined as a value: `t.Undefined()`, `t.Union([t.String(), t.Undefined()])`. */
function isForUndefined(plan: ValuePlan, registry: PlanRegistry): boolean {
  if (plan.kind === "named") return isForUndefined(registry[plan.name] ?? { kind: "never" }, registry);
  if (plan.kind === "union") return plan.variants.some((variant) => isForUndefined(variant, registry));
  return plan.kind === "undefined";
}
