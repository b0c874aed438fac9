import { describeValue } from "../runtime/describe.ts";
import { failureCodes } from "../runtime/failure-rules.ts";
import { jsonTypes, typePlanners } from "./schema-keywords.ts";
import { type Place, type Schema, isRecord, isTypeBox, refuse } from "./schema-place.ts";

/**
 * Reports every keyword that is not known, or whose value cannot be read, so that none becomes a weaker check in
 * silence. Answers whether the schema can be planned at all.
 */
export function reportKeywords(schema: Schema, place: Place): boolean {
  const { type } = schema;
  const types = typeof type === "string" ? [type] : Array.isArray(type) ? type : jsonTypes;
  const isOfType = (keyword: string): boolean => types.some((name) => hasKeyword(String(name), keyword));
  let isReadable = true;
  for (const [keyword, value] of Object.entries(schema)) {
    if (value === undefined) continue;
    if (!isKnown(keyword, value, isOfType, schema)) reportUnknown(keyword, place);
    if (numeric.has(keyword)) reportNumber(keyword, value, schema, place);
    const shape = shapes.get(keyword);
    if (shape === undefined || shape.fits(value)) continue;
    isReadable = false;
    refuse(
      place,
      `/${keyword}`,
      `The keyword ${JSON.stringify(keyword)} is ${describeValue(value)}, which is not ${shape.words}.`,
      `Give ${shape.words}, or leave it out.`,
    );
  }
  return isReadable;
}

const hasKeyword = (type: string, keyword: string): boolean => keywordsOf.get(type)?.has(keyword) ?? false;

/** The keywords of each type. */
const keywordsOf: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(typePlanners).map(([type, { keywords }]) => [type, new Set(keywords)]),
);

const everywhere: ReadonlySet<string> = new Set(
  (
    "$id $schema $comment $defs definitions title description examples default deprecated readOnly writeOnly errorMessage " +
    "type const enum allOf anyOf oneOf not if then else dependencies additionalItems"
  ).split(" "),
);

function isKnown(
  keyword: string,
  value: unknown,
  isOfType: (keyword: string) => boolean,
  schema: Schema,
): boolean {
  if (everywhere.has(keyword) || isOfType(keyword)) return true;
  if (keyword === "unevaluatedProperties" && value === true) return true;
  // In JSON Schema a keyword of another type says nothing of this one's values.
  return !isTypeBox(schema) && Object.keys(typePlanners).some((type) => hasKeyword(type, keyword));
}

function reportUnknown(keyword: string, place: Place): void {
  refuse(
    place,
    `/${keyword.replaceAll("~", "~0").replaceAll("/", "~1")}`,
    `The keyword ${JSON.stringify(keyword)} cannot be compiled here.`,
    "Remove it, and check for it in the handler.",
  );
}

const numeric: ReadonlySet<string> = new Set(
  (
    "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength minItems maxItems " +
    "minContains maxContains minProperties maxProperties minByteLength maxByteLength minSizeBytes maxSizeBytes " +
    "minimumTimestamp " +
    "maximumTimestamp exclusiveMinimumTimestamp exclusiveMaximumTimestamp multipleOfTimestamp"
  ).split(" "),
);

/** The last moment that a Date can tell. */
const lastTimestamp = 8.64e15;

function reportNumber(keyword: string, value: unknown, { type }: Schema, place: Place): void {
  const report = (why: string): void => {
    const told = `The keyword ${JSON.stringify(keyword)} is ${describeValue(value)}, ${why}.`;
    refuse(place, `/${keyword}`, told, "Give a number, or leave it out.");
  };
  if (
    type === "bigint" ? typeof value !== "bigint" && !Number.isSafeInteger(value) : !Number.isFinite(value)
  ) {
    report(type === "bigint" ? "which is no integer" : "which is no number");
  } else if (keyword.startsWith("multipleOf") && !((value as number | bigint) > 0)) {
    report("of which nothing is a multiple");
  } else if (keyword.endsWith("Timestamp") && Math.abs(value as number) > lastTimestamp) {
    report("which is no moment that a Date can tell");
  }
}

interface Shape {
  readonly fits: (value: unknown) => boolean;
  readonly words: string;
}

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

/** For keywords that say nothing alone, and would not be looked at. */
const schema: Shape = {
  fits: (value) => isRecord(value) || typeof value === "boolean",
  words: "a schema",
};
const schemas: Shape = { fits: Array.isArray, words: "a list of schemas" };
const byName: Shape = { fits: isRecord, words: "an object of schemas" };

const shapes: ReadonlyMap<string, Shape> = new Map([
  ["then", schema],
  ["else", schema],
  ["additionalItems", schema],
  ["allOf", schemas],
  ["anyOf", schemas],
  ["oneOf", schemas],
  ["properties", byName],
  ["patternProperties", byName],
  ["dependencies", { fits: areDependencies, words: "an object of schemas or lists of names" }],
  ["required", { fits: isTexts, words: "a list of names" }],
  ["enum", { fits: (value) => Array.isArray(value) && isJson(value), words: "a list of plain JSON data" }],
  ["const", { fits: isJson, words: "plain JSON data" }],
  ["separator", { fits: (value) => typeof value === "string" && value !== "", words: "text between items" }],
  ["mediaTypes", { fits: isTexts, words: "a list of media types" }],
  ["errorMessage", { fits: areMessages, words: "text, or texts by rule" }],
  ["uniqueItems", { fits: (value) => typeof value === "boolean", words: "a boolean" }],
]);

function areMessages(value: unknown): boolean {
  if (typeof value === "string") return true;
  return (
    isRecord(value) &&
    Object.entries(value).every(
      ([rule, text]) => Object.hasOwn(failureCodes, rule) && typeof text === "string",
    )
  );
}

function areDependencies(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((item) => !Array.isArray(item) || isTexts(item));
}

/** Whether a value is what JSON can say. */
function isJson(value: unknown): boolean {
  if (Array.isArray(value)) return Array.from(value).every(isJson);
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null)
    return value === null || /^(?:string|boolean)$/.test(typeof value);
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.values(value).every(isJson);
}
