import { formats } from "../runtime/formats.ts";
import type {
  ArrayPlan,
  BigIntRules,
  BytesRules,
  DateRules,
  FileRules,
  ItemRules,
  NumberRules,
  StringRules,
  ValuePlan,
} from "../runtime/value-plan.ts";
import { objectKeywords, planObject } from "./schema-objects.ts";
import {
  type Place,
  type PlanChild,
  type Schema,
  isTypeBox,
  pick,
  refuse,
  reportPattern,
} from "./schema-place.ts";

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
  "separator",
];
const dateKeywords = [
  "minimumTimestamp",
  "maximumTimestamp",
  "exclusiveMinimumTimestamp",
  "exclusiveMaximumTimestamp",
  "multipleOfTimestamp",
];

const fileKeywords = ["mediaTypes", "minSizeBytes", "maxSizeBytes"];

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
    plan: planBytes,
  },
  bigint: {
    keywords: numberKeywords,
    plan: (schema, { direction }) => ({
      kind: direction === "input" ? "bigintText" : "bigint",
      ...bigintRules(schema),
    }),
  },
  File: { keywords: fileKeywords, plan: planFile },
  RegExp: {
    keywords: ["source", "flags", "minLength", "maxLength"],
    plan: planRegExp,
  },
};

/** The types that a JSON value can have; `integer` is within `number`. */
export const jsonTypes = ["null", "boolean", "number", "string", "array", "object"] as const;

function planString(schema: Schema, place: Place): ValuePlan {
  const rules = pick<StringRules>(schema, stringKeywords);
  if (rules.format !== undefined && !Object.hasOwn(formats, rules.format)) {
    const known = Object.keys(formats).join(", ");
    refuse(
      place,
      "/format",
      `The format ${JSON.stringify(rules.format)} is not known.`,
      `Use one of ${known}, or a pattern.`,
    );
  }
  if (rules.pattern !== undefined) {
    reportPattern(rules.pattern, { step: "/pattern", maxLength: rules.maxLength, bound: boundOfText }, place);
  }
  // TypeBox counts code units, JSON Schema characters.
  const isCounted = rules.minLength !== undefined || rules.maxLength !== undefined;
  return { kind: "string", ...rules, ...(isCounted && !isTypeBox(schema) ? { counts: "codePoints" } : {}) };
}

const boundOfText = (length: number): string => `maxLength: ${length}`;
function planBytes(schema: Schema, { direction, origin }: Place): ValuePlan {
  const rules = pick<BytesRules>(schema, ["minByteLength", "maxByteLength"]);
  if (direction === "output") return { kind: "bytes", ...rules };
  return origin.isRaw ? { kind: "bytes", isRaw: true, ...rules } : { kind: "bytesText", ...rules };
}

/** A RegExp of TypeBox. `g` and `y` are left out: they make a test depend on the one before. */
function planRegExp(schema: Schema, place: Place): ValuePlan {
  const { source, flags = "", maxLength } = schema;
  reportPattern(source, { step: "/source", flags, maxLength, bound: boundOfText }, place);
  const rules = pick<StringRules>(schema, ["minLength", "maxLength"]);
  return { kind: "string", ...rules, pattern: String(source), flags: String(flags).replace(/[gy]/g, "") };
}

/** Only a multipart form has files. */
function planFile(schema: Schema, place: Place): ValuePlan {
  if (place.origin.hasFiles) return { kind: "file", ...pick<FileRules>(schema, fileKeywords) };
  return refuse(
    place,
    "",
    "A file cannot be here: only a multipart form has files.",
    'Use it in a body with bodyType: "multipart". Bytes in JSON are t.Uint8Array().',
  );
}

function planArray(schema: Schema, place: Place, planChild: PlanChild): ValuePlan {
  const rules: ItemRules & Pick<ArrayPlan, "separator"> = {
    ...pick<ItemRules>(schema, ["minItems", "maxItems", "minContains", "maxContains"]),
    ...pick<Pick<ArrayPlan, "separator">>(schema, ["separator"]),
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

/** Bounds of a bigint as digits: a plan is JSON. */
function bigintRules(schema: Schema): BigIntRules {
  const rules = numberKeywords.flatMap((key) =>
    schema[key] === undefined ? [] : [[key, String(schema[key])]],
  );
  return Object.fromEntries(rules) as BigIntRules;
}
