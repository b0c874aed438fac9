import {
  brokenBigIntRule,
  brokenBytesRule,
  brokenDateRule,
  brokenItemRule,
  brokenNumberRule,
  brokenStringRule,
  isBigIntText,
  isBigIntWithin,
  isBytesText,
  isBytesWithin,
  isDateText,
  isDateWithin,
  isEqual,
  parseBase64,
  parseBigInt,
} from "./value-rules.ts";
import { describePlan } from "./describe.ts";
import type { Failure, FailureRule } from "./failure-rules.ts";
import { type Walk, addWords, isSecret, report, reportBroken, reportType } from "./failure-walk.ts";
import { brokenFileRule, isFileWithin } from "./files.ts";
import {
  type Values,
  escapeKey,
  hasKeyRules,
  isObject,
  isPlainArray,
  plansOfKey,
  readProperty,
  refused,
} from "./object-values.ts";
import { tryTransform } from "./transforms.ts";
import { describeTag, taggedVariant, untaggedVariants } from "./union-tag.ts";
import type {
  ItemRules,
  PlanOf,
  PlanRegistry,
  PropertyPlan,
  UnionPlan,
  UnionTag,
  ValuePlan,
} from "./value-plan.ts";

/** At most so many failures are told of one value. */
export const failureLimit = 20;

/**
 * What is wrong with a value; empty where it fits. This is the meaning of a plan: a generated check answers true
 * exactly where this finds nothing.
 */
export function failures(plan: ValuePlan, value: unknown, registry: PlanRegistry): Failure[] {
  return firstFailures(plan, value, registry, failureLimit);
}

/** Whether a value fits a plan. */
export const fits = (plan: ValuePlan, value: unknown, registry: PlanRegistry): boolean =>
  firstFailures(plan, value, registry, 1).length === 0;

function firstFailures(plan: ValuePlan, value: unknown, registry: PlanRegistry, limit: number): Failure[] {
  const found: Failure[] = [];
  collect(plan, value, "", { found, limit, registry });
  return found;
}

type Collector<K extends ValuePlan["kind"]> = (
  plan: PlanOf<K>,
  value: unknown,
  at: string,
  walk: Walk,
) => void;

function collect(plan: ValuePlan, value: unknown, at: string, walk: Walk): void {
  if (walk.found.length >= walk.limit) return;
  const first = walk.found.length;
  const within: Walk = walk.isSecret || !isSecret(plan, walk.registry) ? walk : { ...walk, isSecret: true };
  // The key and the plan agree by construction; the checker cannot follow a key through a union.
  (collectors[plan.kind] as Collector<ValuePlan["kind"]>)(plan, value, at, within);
  if (plan.message !== undefined) addWords(walk.found, first, at, plan.message);
}

const collectors: { readonly [K in ValuePlan["kind"]]: Collector<K> } = {
  any: () => {},
  defined: (_, value, at, walk) => value !== undefined || reportType(walk, at, "a value", value),
  never: (_, value, at, walk) => reportType(walk, at, "nothing", value),
  null: (_, value, at, walk) => value === null || reportType(walk, at, "null", value),
  undefined: (_, value, at, walk) => value === undefined || reportType(walk, at, "nothing", value),
  boolean: (_, value, at, walk) => typeof value === "boolean" || reportType(walk, at, "a boolean", value),
  integer(plan, value, at, walk) {
    if (!Number.isInteger(value)) return reportType(walk, at, "an integer", value);
    reportBroken(walk, at, brokenNumberRule(plan, value as number), value, "an integer, ");
  },
  number(plan, value, at, walk) {
    if (!Number.isFinite(value)) return reportType(walk, at, "a number", value);
    reportBroken(walk, at, brokenNumberRule(plan, value as number), value, "a number, ");
  },
  string(plan, value, at, walk) {
    if (typeof value !== "string") return reportType(walk, at, "a string", value);
    reportBroken(walk, at, brokenStringRule(plan, value), value);
  },
  literal: (plan, value, at, walk) =>
    value === plan.value || report(walk, at, "const", JSON.stringify(plan.value), value),
  equal: (plan, value, at, walk) =>
    isEqual(value, plan.value) || report(walk, at, "const", "the constant of the schema", value),
  date(plan, value, at, walk) {
    if (isDateWithin(plan, value)) return;
    reportDate(plan, value instanceof Date ? value : undefined, value, at, walk);
  },
  dateText(plan, value, at, walk) {
    if (isDateText(plan, value)) return;
    reportDate(plan, isDateText({}, value) ? new Date(value as string) : undefined, value, at, walk);
  },
  bytes(plan, value, at, walk) {
    if (isBytesWithin(plan, value)) return;
    reportBytes(plan, value instanceof Uint8Array ? value : undefined, value, at, walk);
  },
  bytesText(plan, value, at, walk) {
    if (!isBytesText(plan, value)) reportBytes(plan, parseBase64(value), value, at, walk);
  },
  bigint(plan, value, at, walk) {
    if (isBigIntWithin(plan, value)) return;
    reportBigInt(plan, typeof value === "bigint" ? value : undefined, value, at, walk);
  },
  bigintText(plan, value, at, walk) {
    if (!isBigIntText(plan, value)) reportBigInt(plan, parseBigInt(value), value, at, walk);
  },
  file(plan, value, at, walk) {
    if (!isFileWithin({}, value)) return reportType(walk, at, "a file", value);
    reportBroken(walk, at, brokenFileRule(plan, value), value);
  },
  anyObject: (_, value, at, walk) => isObject(value) || reportType(walk, at, "an object", value),
  array(plan, value, at, walk) {
    if (!isPlainArray(value)) return reportType(walk, at, arrayRule(value), value);
    collectItemRules(plan, value, at, walk);
    for (let index = 0; index < value.length && walk.found.length < walk.limit; index++) {
      collect(plan.items, value[index], `${at}/${index}`, walk);
    }
  },
  tuple(plan, value, at, walk) {
    if (!isPlainArray(value)) return reportType(walk, at, arrayRule(value), value);
    collectItemRules(plan, value, at, walk);
    for (let index = 0; index < value.length && walk.found.length < walk.limit; index++) {
      collect(plan.items[index] ?? plan.rest, value[index], `${at}/${index}`, walk);
    }
  },
  object(plan, value, at, walk) {
    if (!isObject(value)) return reportType(walk, at, "an object", value);
    for (const property of plan.properties) collectProperty(property, value, at, walk);
    if (hasKeyRules(plan)) collectKeyRules(plan, value, at, walk);
  },
  union(plan, value, at, walk) {
    if (plan.tag !== undefined) return collectTagged(plan, plan.tag, value, at, walk);
    const isFit = plan.variants.some((variant) => fits(variant, value, walk.registry));
    if (!isFit) report(walk, at, ruleOfUnion(plan), namesOf(plan, walk), value);
  },
  one(plan, value, at, walk) {
    const fitting = plan.variants.filter((variant) => fits(variant, value, walk.registry)).length;
    const only = fitting === 0 ? "" : "only one of ";
    if (fitting !== 1) report(walk, at, "oneOf", `${only}${namesOf(plan, walk)}`, value);
  },
  intersect(plan, value, at, walk) {
    for (const member of plan.members) collect(member, value, at, walk);
  },
  not(plan, value, at, walk) {
    if (fits(plan.plan, value, walk.registry))
      report(walk, at, "not", `anything but ${describePlan(plan.plan, walk.registry)}`, value);
  },
  transform(plan, value, at, walk) {
    if (plan.direction === "input") return collect(plan.plan, value, at, walk);
    const encoded = tryTransform(plan, value);
    if (encoded === undefined) return report(walk, at, "transform", "a value its transform takes", value);
    collect(plan.plan, encoded.value, at, walk);
  },
  named(plan, value, at, walk) {
    const named = walk.registry[plan.name];
    if (named === undefined) throw new TypeError(`There is no schema ${plan.name}.`);
    collect(named, value, at, walk);
  },
};

/** What the variants ask for. */
const namesOf = ({ variants }: PlanOf<"union" | "one">, { registry }: Walk): string =>
  variants.map((variant) => describePlan(variant, registry)).join(" or ");

/** A union of constants is what JSON Schema calls an enum. */
const ruleOfUnion = ({ variants }: PlanOf<"union">): FailureRule =>
  variants.every(({ kind }) => kind === "literal" || kind === "null") ? "enum" : "anyOf";

/** What is wrong within the variant that the tag names, or with the tag. */
function collectTagged(plan: UnionPlan, tag: UnionTag, value: unknown, at: string, walk: Walk): void {
  if (!isObject(value)) {
    const isFit = untaggedVariants(plan, tag).some((variant) => fits(variant, value, walk.registry));
    const names = new Set(plan.variants.map((variant) => describePlan(variant, walk.registry)));
    if (!isFit) report(walk, at, "anyOf", [...names].join(" or "), value);
    return;
  }
  const received = readProperty(value, tag.key);
  const variant = taggedVariant(plan, tag, received);
  if (variant === undefined) report(walk, `${at}/${escapeKey(tag.key)}`, "enum", describeTag(tag), received);
  else collect(variant, value, at, walk);
}

/** What is wrong with a value that stands for no moment, or for one out of bounds. */
function reportDate(
  plan: PlanOf<"date" | "dateText">,
  date: Date | undefined,
  value: unknown,
  at: string,
  walk: Walk,
): void {
  const broken = date === undefined ? undefined : brokenDateRule(plan, date.getTime());
  if (broken === undefined) reportType(walk, at, "a date and time", value);
  else reportBroken(walk, at, broken, value, "a date and time ");
}

function reportBytes(
  plan: PlanOf<"bytes" | "bytesText">,
  bytes: Uint8Array | undefined,
  value: unknown,
  at: string,
  walk: Walk,
): void {
  const broken = bytes === undefined ? undefined : brokenBytesRule(plan, bytes.length);
  if (broken === undefined) reportType(walk, at, plan.kind === "bytes" ? "bytes" : "bytes in base64", value);
  else reportBroken(walk, at, broken, value);
}

function reportBigInt(
  plan: PlanOf<"bigint" | "bigintText">,
  parsed: bigint | undefined,
  value: unknown,
  at: string,
  walk: Walk,
): void {
  const broken = parsed === undefined ? undefined : brokenBigIntRule(plan, parsed);
  if (broken === undefined) reportType(walk, at, "an integer in digits", value);
  else reportBroken(walk, at, broken, value);
}

function collectItemRules(plan: ItemRules, value: readonly unknown[], at: string, walk: Walk): void {
  reportBroken(walk, at, brokenItemRule(plan, value), value);
  const { contains, minContains = 1, maxContains = Number.POSITIVE_INFINITY } = plan;
  if (contains === undefined) return;
  const found = value.filter((item) => fits(contains, item, walk.registry)).length;
  const what = describePlan(contains, walk.registry);
  if (found < minContains)
    report(
      walk,
      at,
      minContains === 1 ? "contains" : "minContains",
      `at least ${minContains} of ${what} among its items`,
      value,
    );
  if (found > maxContains)
    report(walk, at, "maxContains", `at most ${maxContains} of ${what} among its items`, value);
}

function collectProperty(property: PropertyPlan, value: Values, at: string, walk: Walk): void {
  const received = readProperty(value, property.key);
  if (received === undefined && property.optional) return;
  collect(property.value, received, `${at}/${escapeKey(property.key)}`, walk);
}

/** The failures of an object's keys; properties that are undefined count as absent. */
function collectKeyRules(plan: PlanOf<"object">, value: Values, at: string, walk: Walk): void {
  const { minProperties = 0, maxProperties = Number.POSITIVE_INFINITY, names } = plan;
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  if (keys.length < minProperties)
    report(walk, at, "minProperties", `at least ${propertyCount(minProperties)}`, value);
  if (keys.length > maxProperties)
    report(walk, at, "maxProperties", `at most ${propertyCount(maxProperties)}`, value);
  for (const key of keys) {
    if (walk.found.length >= walk.limit) return;
    const first = walk.found.length;
    // A name that nobody declared can be part of a secret.
    const isTold = !walk.isSecret || plan.properties.some((property) => property.key === key);
    const pointer = isTold ? `${at}/${escapeKey(key)}` : at;
    if (names !== undefined && !fits(names, key, walk.registry)) {
      report(walk, pointer, "propertyNames", `a name that is ${describePlan(names, walk.registry)}`, key);
      // Nor are patterns tried on a name that is longer than they are made for.
      continue;
    }
    const members = plansOfKey(plan, key);
    if (members.includes(refused))
      report(walk, pointer, "additionalProperties", "no such property", value[key]);
    // Those are rules of the object, though they point to a property.
    if (plan.message !== undefined) addWords(walk.found, first, pointer, plan.message);
    for (const member of members) if (member !== refused) collect(member, value[key], pointer, walk);
  }
}

const propertyCount = (number: number): string => (number === 1 ? "1 property" : `${number} properties`);

const arrayRule = (value: unknown): string =>
  Array.isArray(value) ? "an array without a toJSON of its own" : "an array";
