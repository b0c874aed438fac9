import type { BrokenRule } from "./failure-rules.ts";
import { hasFormat, isDateTime } from "./formats.ts";
import type {
  BigIntRules,
  BytesRules,
  DateRules,
  ItemRules,
  JsonValue,
  NumberRules,
  StringRules,
} from "./value-plan.ts";

/** A rule that does not hold. */
const broken = (rule: BrokenRule["rule"], expected: string): BrokenRule => ({ rule, expected });

/** A rule of a number that does not hold; undefined where all hold. */
export function brokenNumberRule(rules: NumberRules, value: number): BrokenRule | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = rules;
  if (minimum !== undefined && !(value >= minimum)) return broken("minimum", `at least ${minimum}`);
  if (maximum !== undefined && !(value <= maximum)) return broken("maximum", `at most ${maximum}`);
  if (exclusiveMinimum !== undefined && !(value > exclusiveMinimum))
    return broken("exclusiveMinimum", `greater than ${exclusiveMinimum}`);
  if (exclusiveMaximum !== undefined && !(value < exclusiveMaximum))
    return broken("exclusiveMaximum", `less than ${exclusiveMaximum}`);
  if (multipleOf !== undefined && !isMultipleOf(value, multipleOf))
    return broken("multipleOf", `a multiple of ${multipleOf}`);
  return undefined;
}

/** Whether `value / step` is whole: exactly for integers, else within what doubles can tell, 0.3 is a multiple of 0.1. */
export function isMultipleOf(value: number, step: number): boolean {
  if (Number.isInteger(value) && Number.isInteger(step)) return value % step === 0;
  const quotient = value / step;
  return Math.abs(quotient - Math.round(quotient)) <= Number.EPSILON * Math.abs(quotient);
}

/** A rule of a string that does not hold, but for its format; undefined where all hold. */
export function brokenStringRule(rules: StringRules, value: string): BrokenRule | undefined {
  const { minLength, maxLength, pattern, flags, counts } = rules;
  const length = counts === "codePoints" ? codePoints(value) : value.length;
  if (minLength !== undefined && length < minLength)
    return broken("minLength", `at least ${characters(minLength)}`);
  if (maxLength !== undefined && length > maxLength)
    return broken("maxLength", `at most ${characters(maxLength)}`);
  if (pattern !== undefined && !new RegExp(pattern, flags).test(value))
    return broken("pattern", `text that matches ${pattern}`);
  return undefined;
}

/** A format that a string has not. */
export const brokenFormatRule = ({ format }: StringRules, value: string): BrokenRule | undefined =>
  format === undefined || hasFormat(format, value)
    ? undefined
    : broken("format", `text in the format ${format}`);

/** How many characters a text has, a surrogate pair being one. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

const iso = (timestamp: number): string => new Date(timestamp).toISOString();

/** A rule of a moment that does not hold; undefined where all hold. */
export function brokenDateRule(rules: DateRules, timestamp: number): BrokenRule | undefined {
  const { minimumTimestamp, maximumTimestamp, exclusiveMinimumTimestamp, exclusiveMaximumTimestamp } = rules;
  if (minimumTimestamp !== undefined && timestamp < minimumTimestamp)
    return broken("minimumTimestamp", `not before ${iso(minimumTimestamp)}`);
  if (maximumTimestamp !== undefined && timestamp > maximumTimestamp)
    return broken("maximumTimestamp", `not after ${iso(maximumTimestamp)}`);
  if (exclusiveMinimumTimestamp !== undefined && timestamp <= exclusiveMinimumTimestamp) {
    return broken("exclusiveMinimumTimestamp", `after ${iso(exclusiveMinimumTimestamp)}`);
  }
  if (exclusiveMaximumTimestamp !== undefined && timestamp >= exclusiveMaximumTimestamp) {
    return broken("exclusiveMaximumTimestamp", `before ${iso(exclusiveMaximumTimestamp)}`);
  }
  const { multipleOfTimestamp } = rules;
  if (multipleOfTimestamp !== undefined && timestamp % multipleOfTimestamp !== 0) {
    return broken("multipleOfTimestamp", `a multiple of ${multipleOfTimestamp} ms`);
  }
  return undefined;
}

/** Whether a value is a valid `Date` within its bounds. */
export const isDateWithin = (rules: DateRules, value: unknown): boolean =>
  value instanceof Date && isWithin(rules, value.getTime());

/** A leap second is a moment of RFC 3339 that a Date cannot tell. */
const isWithin = (rules: DateRules, timestamp: number): boolean =>
  !Number.isNaN(timestamp) && brokenDateRule(rules, timestamp) === undefined;

/** Whether a value is the text of a moment within its bounds. */
export const isDateText = (rules: DateRules, value: unknown): boolean =>
  typeof value === "string" && isDateTime(value) && isWithin(rules, Date.parse(value));

/** A rule of a number of bytes that does not hold. */
export function brokenBytesRule(
  { minByteLength, maxByteLength }: BytesRules,
  length: number,
): BrokenRule | undefined {
  if (minByteLength !== undefined && length < minByteLength)
    return broken("minByteLength", `at least ${count(minByteLength, "byte")}`);
  if (maxByteLength !== undefined && length > maxByteLength)
    return broken("maxByteLength", `at most ${count(maxByteLength, "byte")}`);
  return undefined;
}

export const isBytesWithin = (rules: BytesRules, value: unknown): boolean =>
  value instanceof Uint8Array && brokenBytesRule(rules, value.length) === undefined;

/** The bytes that base64 text stands for (RFC 4648 §4); undefined for other text. */
export function parseBase64(text: unknown): Uint8Array | undefined {
  if (
    typeof text !== "string" ||
    !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)
  ) {
    return undefined;
  }
  try {
    return Uint8Array.fromBase64(text, { lastChunkHandling: "strict" });
  } catch {
    return undefined;
  }
}

export function isBytesText(rules: BytesRules, value: unknown): boolean {
  const bytes = parseBase64(value);
  return bytes !== undefined && brokenBytesRule(rules, bytes.length) === undefined;
}

/** A rule of a bigint that does not hold. */
export function brokenBigIntRule(rules: BigIntRules, value: bigint): BrokenRule | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = rules;
  if (minimum !== undefined && value < BigInt(minimum)) return broken("minimum", `at least ${minimum}`);
  if (maximum !== undefined && value > BigInt(maximum)) return broken("maximum", `at most ${maximum}`);
  if (exclusiveMinimum !== undefined && value <= BigInt(exclusiveMinimum))
    return broken("exclusiveMinimum", `greater than ${exclusiveMinimum}`);
  if (exclusiveMaximum !== undefined && value >= BigInt(exclusiveMaximum))
    return broken("exclusiveMaximum", `less than ${exclusiveMaximum}`);
  if (multipleOf !== undefined && value % BigInt(multipleOf) !== 0n)
    return broken("multipleOf", `a multiple of ${multipleOf}`);
  return undefined;
}

export const isBigIntWithin = (rules: BigIntRules, value: unknown): boolean =>
  typeof value === "bigint" && brokenBigIntRule(rules, value) === undefined;

/** The bigint that digits, or a safe integer, stand for; undefined for anything else. */
export function parseBigInt(value: unknown): bigint | undefined {
  if (Number.isSafeInteger(value)) return BigInt(value as number);
  return typeof value === "string" && /^-?\d{1,1000}$/.test(value) ? BigInt(value) : undefined;
}

export function isBigIntText(rules: BigIntRules, value: unknown): boolean {
  const parsed = parseBigInt(value);
  return parsed !== undefined && brokenBigIntRule(rules, parsed) === undefined;
}

/** A rule of an array's length, or of equal items, that does not hold. `contains` is not decided here. */
export function brokenItemRule(
  { minItems, maxItems, uniqueItems }: ItemRules,
  items: readonly unknown[],
): BrokenRule | undefined {
  if (minItems !== undefined && items.length < minItems)
    return broken("minItems", `at least ${count(minItems, "item")}`);
  if (maxItems !== undefined && items.length > maxItems)
    return broken("maxItems", `at most ${count(maxItems, "item")}`);
  if (uniqueItems && !areUnique(items)) return broken("uniqueItems", "items of which no two are equal");
  return undefined;
}

/** Whether no two items are equal as JSON. */
export function areUnique(items: readonly unknown[]): boolean {
  const seen = new Set<string>();
  for (const item of items) seen.add(canonicalText(item));
  return seen.size === items.length;
}

/** Whether two values are equal as JSON: the order of keys does not matter. */
export const isEqual = (left: unknown, right: JsonValue): boolean =>
  canonicalText(left) === canonicalText(right);

/** A text that two values share exactly when they are equal: as JSON, or as the dates, bytes and bigints they are. */
function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${Array.from(value, canonicalText).join(",")}]`;
  if (value instanceof Date) return `Date ${value.getTime()}`;
  if (value instanceof Uint8Array) return `bytes ${value.toBase64()}`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, member]) => member !== undefined);
    const members = entries.map(([key, member]) => `${JSON.stringify(key)}:${canonicalText(member)}`);
    return `{${members.toSorted().join(",")}}`;
  }
  if (typeof value === "string") return JSON.stringify(value);
  // -0 is 0; a number, a bigint and a symbol are never the same text.
  return typeof value === "number" ? String(value === 0 ? 0 : value) : `${typeof value} ${String(value)}`;
}

/** `1 item`, `2 items`. */
export const count = (number: number, noun: string): string =>
  number === 1 ? `1 ${noun}` : `${number} ${noun}s`;

const characters = (number: number): string => count(number, "character");
