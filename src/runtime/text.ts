import { fitsBy } from "./failure-collector.ts";
import { plansOfKey } from "./object-values.ts";
import { setProperty } from "./properties.ts";
import type { PlanOf, PlanRegistry, ValuePlan } from "./value-plan.ts";

/** Text, or a file of a form, as it came for one name: absent, once, or several times. */
export type Text = string | File | (string | File)[] | undefined;

/**
 * The value that text stands for. Text that stands for none stays text, and the check that follows refuses it with what
 * was received. Rules: an integer is `-?digits` within ±2^53; a number has digits on both sides of its point, if any;
 * a boolean is `true`, `false`, `1` or `0`; a single value is an array of one where an array is expected.
 */
export function parseText(plan: ValuePlan, text: Text, registry: PlanRegistry): unknown {
  return (parsers[plan.kind] as Parser<ValuePlan["kind"]>)(plan, text, registry);
}

type Parser<K extends ValuePlan["kind"]> = (plan: PlanOf<K>, text: Text, registry: PlanRegistry) => unknown;

const asIs = (_: unknown, text: Text): unknown => text;

const parsers: { readonly [K in ValuePlan["kind"]]: Parser<K> } = {
  any: asIs,
  defined: asIs,
  never: asIs,
  null: (_, text) => (text === "null" ? null : text),
  undefined: asIs,
  boolean: (_, text) => parseBoolean(text),
  integer: (_, text) => parseInteger(text),
  number: (_, text) => parseNumber(text),
  string: asIs,
  literal: (plan, text) => parseLiteral(plan.value, text),
  equal: asIs,
  date: asIs,
  dateText: asIs,
  bytes: asIs,
  bytesText: asIs,
  bigint: asIs,
  bigintText: asIs,
  file: asIs,
  anyObject: asIs,
  array: (plan, text, registry) =>
    parseArray(splitText(plan.separator, text), (item) => parseText(plan.items, item, registry)),
  tuple: (plan, text, registry) =>
    parseArray(splitText(plan.separator, text), (item, index) =>
      parseText(plan.items[index] ?? plan.rest, item, registry),
    ),
  object: asIs,
  union: parseFirst,
  one: parseFirst,
  intersect(plan, text, registry) {
    const values = plan.members.map((member) => parseText(member, text, registry));
    return values.find((value) => value !== text) ?? text;
  },
  not: asIs,
  transform: (plan, text, registry) => parseText(plan.plan, text, registry),
  named: (plan, text, registry) => parseText(registry[plan.name] ?? { kind: "never" }, text, registry),
};

/** The value of the first variant that text stands for a value of. */
function parseFirst(plan: PlanOf<"union" | "one">, text: Text, registry: PlanRegistry): unknown {
  for (const variant of plan.variants) {
    const value = parseText(variant, text, registry);
    if (fitsBy(variant, value, registry)) return value;
  }
  return text;
}

/** `"7"` is 7; `"1.5"`, `"0x10"`, `"1e3"`, `" 1"` stay text. */
export function parseInteger(text: Text): unknown {
  if (typeof text !== "string") return text;
  const start = text.charCodeAt(0) === minusSign ? 1 : 0;
  if (text.length === start || text.length > start + 16) return text;
  // 16 digits are below 2^54, where what is too large is still told from what is safe.
  let value = 0;
  for (let index = start; index < text.length; index++) {
    const digit = text.charCodeAt(index) - digitZero;
    if (digit < 0 || digit > 9) return text;
    value = value * 10 + digit;
  }
  if (!Number.isSafeInteger(value)) return text;
  return start === 0 ? value : -value;
}

const minusSign = 0x2d;
const digitZero = 0x30;

/** `"7"`, `"-0.5"`, `"1e3"` are numbers; `".5"`, `"0x10"`, `"Infinity"` stay text. */
export function parseNumber(text: Text): unknown {
  if (typeof text !== "string" || !/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/.test(text)) return text;
  return Number(text);
}

export function parseBoolean(text: Text): unknown {
  if (text === "true" || text === "1") return true;
  return text === "false" || text === "0" ? false : text;
}

export function parseLiteral(literal: string | number | boolean, text: Text): unknown {
  return text === String(literal) ? literal : text;
}

export function parseArray(text: Text, parseItem: (item: string | File, index: number) => unknown): unknown {
  if (text === undefined) return text;
  if (!Array.isArray(text)) return [parseItem(text, 0)];
  const items: unknown[] = [];
  for (let index = 0; index < text.length; index++) items.push(parseItem(text[index] ?? "", index));
  return items;
}

/** The items of a list that came as one text, `1,2,3`. The empty text is the empty list. */
export function splitText(separator: string | undefined, text: Text): Text {
  if (separator === undefined || typeof text !== "string") return text;
  return text === "" ? [] : text.split(separator);
}

/** Values of names that a schema does not declare, where it says something of them. */
export function parseOthers(
  value: Record<string, unknown>,
  texts: Readonly<Record<string, Text>>,
  schema: string,
  registry: PlanRegistry,
): Record<string, unknown> {
  const plan = registry[schema];
  if (plan?.kind !== "object") return value;
  const declared = new Set(plan.properties.map(({ key }) => key));
  for (const [key, text] of Object.entries(texts)) {
    if (declared.has(key)) continue;
    const [other = { kind: "any" } as const] = plansOfKey(plan, key);
    setProperty(value, key, parseText(other, text, registry));
  }
  return value;
}
