import { escapeKey } from "../runtime/failures.ts";
import { formats } from "../runtime/formats.ts";
import type {
  BigIntRules,
  BytesRules,
  DateRules,
  ItemRules,
  JsonValue,
  NumberRules,
  ObjectPlan,
  PropertyPlan,
  StringRules,
  ValuePlan,
} from "../runtime/value-plan.ts";

/** A JSON Schema, or the extension of one that TypeBox makes. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

/** A part of a schema that cannot be compiled. */
export interface SchemaProblem {
  /** JSON pointer into the schema. */
  readonly pointer: string;
  readonly problem: string;
  readonly fix: string;
}

/** Where the planner stands: what names it gives, where it reports. */
export interface Place {
  readonly direction: "input" | "output";
  /** Name of the enclosing plan, from which a nested one gets its own. */
  readonly name: string;
  readonly pointer: string;
  /** The schema that `#` refers to. */
  readonly document: Schema;
  readonly report: (problem: SchemaProblem) => void;
}

/** Plans a schema inside another: `step` is its JSON pointer from there, `name` the name it gets if it needs one. */
export type PlanChild = (schema: unknown, step: string, name: string) => ValuePlan;

/** Plans the keywords of one type. */
type TypePlanner = (schema: Schema, place: Place, planChild: PlanChild) => ValuePlan;

const numberKeywords = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
const stringKeywords = ["minLength", "maxLength", "pattern", "format"];
const arrayKeywords = [
  "items",
  "additionalItems",
  "minItems",
  "maxItems",
  "uniqueItems",
  "contains",
  "minContains",
  "maxContains",
];
const objectKeywords = [
  "properties",
  "required",
  "additionalProperties",
  "patternProperties",
  "propertyNames",
  "minProperties",
  "maxProperties",
];
const dateKeywords = [
  "minimumTimestamp",
  "maximumTimestamp",
  "exclusiveMinimumTimestamp",
  "exclusiveMaximumTimestamp",
  "multipleOfTimestamp",
];

/** The types of JSON, and those that TypeBox adds, with the keywords that say something of their values. */
export const typePlanners: Readonly<
  Record<string, { readonly keywords: readonly string[]; readonly plan: TypePlanner }>
> = {
  null: { keywords: [], plan: () => ({ kind: "null" }) },
  boolean: { keywords: [], plan: () => ({ kind: "boolean" }) },
  integer: {
    keywords: numberKeywords,
    plan: (schema) => ({ kind: "integer", ...pick<NumberRules>(schema, numberKeywords) }),
  },
  number: {
    keywords: numberKeywords,
    plan: (schema) => ({ kind: "number", ...pick<NumberRules>(schema, numberKeywords) }),
  },
  string: { keywords: stringKeywords, plan: planString },
  array: { keywords: arrayKeywords, plan: planArray },
  object: { keywords: objectKeywords, plan: planObject },
  undefined: { keywords: [], plan: () => ({ kind: "undefined" }) },
  void: { keywords: [], plan: () => ({ kind: "undefined" }) },
  Date: {
    keywords: dateKeywords,
    plan: (schema, { direction }) => ({
      kind: direction === "input" ? "dateText" : "date",
      ...pick<DateRules>(schema, dateKeywords),
    }),
  },
  Uint8Array: {
    keywords: ["minByteLength", "maxByteLength"],
    plan: (schema, { direction }) => ({
      kind: direction === "input" ? "bytesText" : "bytes",
      ...pick<BytesRules>(schema, ["minByteLength", "maxByteLength"]),
    }),
  },
  bigint: {
    keywords: numberKeywords,
    plan: (schema, { direction }) => ({
      kind: direction === "input" ? "bigintText" : "bigint",
      ...bigintRules(schema),
    }),
  },
  RegExp: {
    keywords: ["source", "flags", "minLength", "maxLength"],
    plan: (schema) => ({
      kind: "string",
      ...pick<StringRules>(schema, ["minLength", "maxLength"]),
      pattern: String(schema.source),
      // `g` and `y` make a test depend on the one before.
      flags: String(schema.flags ?? "").replace(/[gy]/g, ""),
    }),
  },
};

/** The types that a JSON value can have; `integer` is within `number`. */
export const jsonTypes = ["null", "boolean", "number", "string", "array", "object"] as const;

function planString(schema: Schema, place: Place): ValuePlan {
  const rules = pick<StringRules>(schema, stringKeywords);
  if (rules.format !== undefined && !Object.hasOwn(formats, rules.format)) {
    place.report({
      pointer: `${place.pointer}/format`,
      problem: `The format ${JSON.stringify(rules.format)} is not known.`,
      fix: `Use one of ${Object.keys(formats).join(", ")}, or a pattern.`,
    });
  }
  if (rules.pattern !== undefined) reportPattern(rules.pattern, "/pattern", place);
  // TypeBox counts code units, JSON Schema characters.
  const isCounted = rules.minLength !== undefined || rules.maxLength !== undefined;
  return { kind: "string", ...rules, ...(isCounted && !isTypeBox(schema) ? { counts: "codePoints" } : {}) };
}

function reportPattern(pattern: unknown, step: string, place: Place): void {
  try {
    if (typeof pattern !== "string") throw new TypeError();
    new RegExp(pattern);
  } catch {
    place.report({
      pointer: place.pointer + step,
      problem: `The pattern ${JSON.stringify(pattern)} is not the source of a regular expression.`,
      fix: "Mend its syntax; it is compiled without flags.",
    });
  }
}

function planArray(schema: Schema, place: Place, planChild: PlanChild): ValuePlan {
  const rules: ItemRules = {
    ...pick<ItemRules>(schema, ["minItems", "maxItems", "minContains", "maxContains"]),
    ...(schema.uniqueItems === true ? { uniqueItems: true } : {}),
    ...(schema.contains === undefined
      ? {}
      : { contains: planChild(schema.contains, "/contains", `${place.name}_contained`) }),
  };
  const { items, additionalItems } = schema;
  if (!Array.isArray(items)) {
    const plan =
      items === undefined ? ({ kind: "any" } as const) : planChild(items, "/items", `${place.name}_item`);
    return { kind: "array", items: plan, ...rules };
  }
  return {
    kind: "tuple",
    items: items.map((item, index) => planChild(item, `/items/${index}`, `${place.name}_${index + 1}`)),
    rest:
      additionalItems === undefined
        ? { kind: "any" }
        : planChild(additionalItems, "/additionalItems", `${place.name}_rest`),
    ...rules,
  };
}

function planObject(schema: Schema, place: Place, planChild: PlanChild): ValuePlan {
  // A schema that says nothing of an object's properties leaves all of them.
  if (objectKeywords.every((keyword) => schema[keyword] === undefined)) return { kind: "anyObject" };
  const declared = Object.entries((schema.properties ?? {}) as Record<string, unknown>);
  const required = new Set((schema.required ?? []) as string[]);
  const undeclared = [...required].filter((key) => !declared.some(([name]) => name === key));
  const properties = [
    ...declared.map(([key, property]) => planProperty(key, property, required.has(key), place, planChild)),
    ...undeclared.map((key): PropertyPlan => ({ key, value: { kind: "defined" } })),
  ];
  const { propertyNames } = schema;
  return {
    kind: "object",
    properties,
    ...pick<Pick<ObjectPlan, "minProperties" | "maxProperties">>(schema, ["minProperties", "maxProperties"]),
    ...planOthers(schema, place, planChild),
    ...(propertyNames === undefined
      ? {}
      : { names: planChild(propertyNames, "/propertyNames", `${place.name}_name`) }),
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

/**
 * What is said of properties that are not declared. By default they are left out; `additionalProperties: false` refuses
 * them in an input, and a schema, or `true`, keeps them.
 */
function planOthers(
  schema: Schema,
  place: Place,
  planChild: PlanChild,
): Pick<ObjectPlan, "patterns" | "unknown"> {
  const entries = Object.entries((schema.patternProperties ?? {}) as Record<string, unknown>);
  const every = entries.length === 1 && entries[0]?.[0] === "^(.*)$" ? entries[0][1] : undefined;
  // What TypeBox writes for t.Record(t.String(), …).
  if (every !== undefined)
    return { unknown: planChild(every, "/patternProperties/^(.*)$", `${place.name}_value`) };
  const patterns = entries.map(([pattern, value], index) => {
    reportPattern(pattern, "/patternProperties", place);
    return {
      pattern,
      value: planChild(value, `/patternProperties/${pattern}`, `${place.name}_pattern_${index + 1}`),
    };
  });
  return { ...(patterns.length > 0 ? { patterns } : {}), ...planUnknown(schema, place, planChild) };
}

function planUnknown(schema: Schema, place: Place, planChild: PlanChild): Pick<ObjectPlan, "unknown"> {
  const { additionalProperties } = schema;
  if (additionalProperties === undefined) return declaresShape(schema) ? {} : { unknown: { kind: "any" } };
  if (additionalProperties === false) return place.direction === "input" ? { unknown: "refuse" } : {};
  return { unknown: planChild(additionalProperties, "/additionalProperties", `${place.name}_value`) };
}

/** Whether a schema says which properties there are, rather than only how many, or which of them must be there. */
const declaresShape = ({ properties, patternProperties }: Schema): boolean =>
  properties !== undefined || patternProperties !== undefined;

/** Bounds of a bigint as digits: a plan is JSON. */
function bigintRules(schema: Schema): BigIntRules {
  const rules = numberKeywords.flatMap((key) =>
    schema[key] === undefined ? [] : [[key, String(schema[key])]],
  );
  return Object.fromEntries(rules) as BigIntRules;
}

/** A constant as a plan. */
export function planConstant(value: JsonValue): ValuePlan {
  if (value === null) return { kind: "null" };
  return typeof value === "object" ? { kind: "equal", value } : { kind: "literal", value };
}

export const isTypeBox = (schema: object): boolean => Symbol.for("TypeBox.Kind") in schema;

export const isRecord = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function pick<T extends object>(schema: Schema, keywords: readonly string[]): T {
  return Object.fromEntries(
    keywords.flatMap((key) => (schema[key] === undefined ? [] : [[key, schema[key]]])),
  ) as T;
}
