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
import { describePlan, describeValue } from "./describe.ts";
import { describeTag, taggedVariant, untaggedVariants } from "./union-tag.ts";
import type {
  ItemRules,
  ObjectPlan,
  PlanOf,
  PlanRegistry,
  PropertyPlan,
  UnionPlan,
  UnionTag,
  ValuePlan,
} from "./value-plan.ts";

/** One thing that is wrong with a value. */
export interface Failure {
  /** JSON pointer (RFC 6901) to it, `/lines/0/quantity`; empty for the whole value. */
  readonly pointer: string;
  readonly expected: string;
  /** The value that came, as JSON, at most 60 characters; `nothing` where it is absent. */
  readonly received: string;
}

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

interface Walk {
  readonly found: Failure[];
  /** How many failures are asked for. */
  readonly limit: number;
  readonly registry: PlanRegistry;
}

type Collector<K extends ValuePlan["kind"]> = (
  plan: PlanOf<K>,
  value: unknown,
  at: string,
  walk: Walk,
) => void;

function collect(plan: ValuePlan, value: unknown, at: string, walk: Walk): void {
  if (walk.found.length >= walk.limit) return;
  // The key and the plan agree by construction; the checker cannot follow a key through a union.
  (collectors[plan.kind] as Collector<ValuePlan["kind"]>)(plan, value, at, walk);
}

const collectors: { readonly [K in ValuePlan["kind"]]: Collector<K> } = {
  any: () => {},
  defined: (_, value, at, walk) => value !== undefined || report(walk, at, "a value", value),
  never: (_, value, at, walk) => report(walk, at, "nothing", value),
  null: (_, value, at, walk) => value === null || report(walk, at, "null", value),
  undefined: (_, value, at, walk) => value === undefined || report(walk, at, "nothing", value),
  boolean: (_, value, at, walk) => typeof value === "boolean" || report(walk, at, "a boolean", value),
  integer(plan, value, at, walk) {
    if (!Number.isInteger(value)) return report(walk, at, "an integer", value);
    const broken = brokenNumberRule(plan, value as number);
    if (broken) report(walk, at, `an integer, ${broken}`, value);
  },
  number(plan, value, at, walk) {
    if (!Number.isFinite(value)) return report(walk, at, "a number", value);
    const broken = brokenNumberRule(plan, value as number);
    if (broken) report(walk, at, `a number, ${broken}`, value);
  },
  string(plan, value, at, walk) {
    if (typeof value !== "string") return report(walk, at, "a string", value);
    const broken = brokenStringRule(plan, value);
    if (broken) report(walk, at, broken, value);
  },
  literal: (plan, value, at, walk) =>
    value === plan.value || report(walk, at, JSON.stringify(plan.value), value),
  equal: (plan, value, at, walk) =>
    isEqual(value, plan.value) || report(walk, at, "the constant of the schema", value),
  date: (plan, value, at, walk) =>
    isDateWithin(plan, value) ||
    report(walk, at, dateRule(plan, value instanceof Date ? value : undefined), value),
  dateText: (plan, value, at, walk) =>
    isDateText(plan, value) ||
    report(walk, at, dateRule(plan, isDateText({}, value) ? new Date(value as string) : undefined), value),
  bytes: (plan, value, at, walk) =>
    isBytesWithin(plan, value) ||
    report(walk, at, bytesRule(plan, value instanceof Uint8Array ? value : undefined), value),
  bytesText: (plan, value, at, walk) =>
    isBytesText(plan, value) || report(walk, at, bytesRule(plan, parseBase64(value)), value),
  bigint: (plan, value, at, walk) =>
    isBigIntWithin(plan, value) ||
    report(walk, at, bigintRule(plan, typeof value === "bigint" ? value : undefined), value),
  bigintText: (plan, value, at, walk) =>
    isBigIntText(plan, value) || report(walk, at, bigintRule(plan, parseBigInt(value)), value),
  anyObject: (_, value, at, walk) => isObject(value) || report(walk, at, "an object", value),
  array(plan, value, at, walk) {
    if (!isPlainArray(value)) return report(walk, at, arrayRule(value), value);
    collectItemRules(plan, value, at, walk);
    for (let index = 0; index < value.length && walk.found.length < walk.limit; index++) {
      collect(plan.items, value[index], `${at}/${index}`, walk);
    }
  },
  tuple(plan, value, at, walk) {
    if (!isPlainArray(value)) return report(walk, at, arrayRule(value), value);
    collectItemRules(plan, value, at, walk);
    for (let index = 0; index < value.length && walk.found.length < walk.limit; index++) {
      collect(plan.items[index] ?? plan.rest, value[index], `${at}/${index}`, walk);
    }
  },
  object(plan, value, at, walk) {
    if (!isObject(value)) return report(walk, at, "an object", value);
    for (const property of plan.properties) collectProperty(property, value, at, walk);
    if (hasKeyRules(plan)) collectKeyRules(plan, value, at, walk);
  },
  union(plan, value, at, walk) {
    if (plan.tag !== undefined) return collectTagged(plan, plan.tag, value, at, walk);
    const isFit = plan.variants.some((variant) => fits(variant, value, walk.registry));
    if (!isFit) report(walk, at, describeVariants(plan, walk.registry).join(" or "), value);
  },
  one(plan, value, at, walk) {
    const fitting = plan.variants.filter((variant) => fits(variant, value, walk.registry)).length;
    const names = describeVariants(plan, walk.registry).join(" or ");
    if (fitting !== 1) report(walk, at, `${fitting === 0 ? "" : "only one of "}${names}`, value);
  },
  intersect(plan, value, at, walk) {
    for (const member of plan.members) collect(member, value, at, walk);
  },
  not(plan, value, at, walk) {
    if (fits(plan.plan, value, walk.registry))
      report(walk, at, `anything but ${describePlan(plan.plan, walk.registry)}`, value);
  },
  named(plan, value, at, walk) {
    const named = walk.registry[plan.name];
    if (named === undefined) throw new TypeError(`There is no schema ${plan.name}.`);
    collect(named, value, at, walk);
  },
};

const describeVariants = ({ variants }: PlanOf<"union" | "one">, registry: PlanRegistry): string[] =>
  variants.map((variant) => describePlan(variant, registry));

/** What is wrong within the variant that the tag names, or with the tag. */
function collectTagged(plan: UnionPlan, tag: UnionTag, value: unknown, at: string, walk: Walk): void {
  if (!isObject(value)) {
    const isFit = untaggedVariants(plan, tag).some((variant) => fits(variant, value, walk.registry));
    if (!isFit) report(walk, at, [...new Set(describeVariants(plan, walk.registry))].join(" or "), value);
    return;
  }
  const received = readProperty(value, tag.key);
  const variant = taggedVariant(plan, tag, received);
  if (variant === undefined) report(walk, `${at}/${escapeKey(tag.key)}`, describeTag(tag), received);
  else collect(variant, value, at, walk);
}

const dateRule = (plan: PlanOf<"date" | "dateText">, date: Date | undefined): string =>
  `a date and time${date === undefined ? "" : ` ${brokenDateRule(plan, date.getTime())}`}`;

const bytesRule = (plan: PlanOf<"bytes" | "bytesText">, bytes: Uint8Array | undefined): string =>
  bytes === undefined ? "bytes in base64" : (brokenBytesRule(plan, bytes.length) ?? "bytes");

const bigintRule = (plan: PlanOf<"bigint" | "bigintText">, value: bigint | undefined): string =>
  value === undefined ? "an integer in digits" : (brokenBigIntRule(plan, value) ?? "an integer");

function collectItemRules(plan: ItemRules, value: readonly unknown[], at: string, walk: Walk): void {
  const broken = brokenItemRule(plan, value);
  if (broken) report(walk, at, broken, value);
  const { contains, minContains = 1, maxContains = Number.POSITIVE_INFINITY } = plan;
  if (contains === undefined) return;
  const found = value.filter((item) => fits(contains, item, walk.registry)).length;
  const what = describePlan(contains, walk.registry);
  if (found < minContains) report(walk, at, `at least ${minContains} of ${what} among its items`, value);
  if (found > maxContains) report(walk, at, `at most ${maxContains} of ${what} among its items`, value);
}

function collectProperty(property: PropertyPlan, value: Values, at: string, walk: Walk): void {
  const received = readProperty(value, property.key);
  if (received === undefined && property.optional) return;
  collect(property.value, received, `${at}/${escapeKey(property.key)}`, walk);
}

/** Whether something is asked of a plan's keys as a whole, or of keys that are not declared. */
export const hasKeyRules = ({
  patterns,
  unknown,
  names,
  minProperties,
  maxProperties,
}: ObjectPlan): boolean => (patterns ?? unknown ?? names ?? minProperties ?? maxProperties) !== undefined;

/** The failures of an object's keys; properties that are undefined count as absent. */
function collectKeyRules(plan: ObjectPlan, value: Values, at: string, walk: Walk): void {
  const { minProperties = 0, maxProperties = Number.POSITIVE_INFINITY, names } = plan;
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  if (keys.length < minProperties) report(walk, at, `at least ${propertyCount(minProperties)}`, value);
  if (keys.length > maxProperties) report(walk, at, `at most ${propertyCount(maxProperties)}`, value);
  for (const key of keys) {
    if (walk.found.length >= walk.limit) return;
    const pointer = `${at}/${escapeKey(key)}`;
    if (names !== undefined && !fits(names, key, walk.registry)) {
      report(walk, pointer, `a name that is ${describePlan(names, walk.registry)}`, key);
    }
    for (const member of plansOfKey(plan, key)) {
      if (member === refused) report(walk, pointer, "no such property", value[key]);
      else collect(member, value[key], pointer, walk);
    }
  }
}

/** Stands for a property that must not be there. */
const refused: ValuePlan = { kind: "never" };

/** What a property must fit beside its declaration: the plans of the patterns it matches; else that of unknown ones. */
export function plansOfKey(
  { properties, patterns = [], unknown }: ObjectPlan,
  key: string,
): readonly ValuePlan[] {
  const matching = patterns.filter(({ pattern }) => new RegExp(pattern).test(key)).map(({ value }) => value);
  if (matching.length > 0 || unknown === undefined || properties.some((property) => property.key === key)) {
    return matching;
  }
  return [unknown === "refuse" ? refused : unknown];
}

const propertyCount = (number: number): string => (number === 1 ? "1 property" : `${number} properties`);

function report(walk: Walk, pointer: string, expected: string, value: unknown): void {
  if (walk.found.length >= walk.limit) return;
  // Members of an intersection often ask for the same.
  if (walk.found.some((failure) => failure.pointer === pointer && failure.expected === expected)) return;
  walk.found.push({ pointer, expected, received: describeValue(value) });
}

/** An array that JSON writes item by item: one with a `toJSON` would be sent as whatever that gives, declared or not. */
export const isPlainArray = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && !("toJSON" in value);

const arrayRule = (value: unknown): string =>
  Array.isArray(value) ? "an array without a toJSON of its own" : "an array";

/** An object that is not an array, whose properties can be read. */
export type Values = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A property that a schema names. `toString` and its kin count only where the value has them itself. */
export function readProperty(value: Values, key: string): unknown {
  return key in Object.prototype && !Object.hasOwn(value, key) ? undefined : value[key];
}

/** A key as a JSON pointer has it. */
export const escapeKey = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");
