import { brokenNumberRule, brokenStringRule } from "./value-rules.ts";
import type { PlanOf, PlanRegistry, PropertyPlan, ValuePlan } from "./value-plan.ts";

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
  const found: Failure[] = [];
  collect(plan, value, "", { found, registry });
  return found;
}

interface Walk {
  readonly found: Failure[];
  readonly registry: PlanRegistry;
}

type Collector<K extends ValuePlan["kind"]> = (
  plan: PlanOf<K>,
  value: unknown,
  at: string,
  walk: Walk,
) => void;

function collect(plan: ValuePlan, value: unknown, at: string, walk: Walk): void {
  if (walk.found.length >= failureLimit) return;
  // The key and the plan agree by construction; the checker cannot follow a key through a union.
  (collectors[plan.kind] as Collector<ValuePlan["kind"]>)(plan, value, at, walk);
}

const collectors: { readonly [K in ValuePlan["kind"]]: Collector<K> } = {
  any: () => {},
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
  array(plan, value, at, walk) {
    if (!Array.isArray(value)) return report(walk, at, "an array", value);
    // JSON would write what that gives, declared or not.
    if ("toJSON" in value) return report(walk, at, "an array without a toJSON of its own", value);
    const { minItems, maxItems } = plan;
    if (minItems !== undefined && value.length < minItems)
      report(walk, at, `at least ${items(minItems)}`, value);
    if (maxItems !== undefined && value.length > maxItems)
      report(walk, at, `at most ${items(maxItems)}`, value);
    for (let index = 0; index < value.length && walk.found.length < failureLimit; index++) {
      collect(plan.items, value[index], `${at}/${index}`, walk);
    }
  },
  object(plan, value, at, walk) {
    if (!isObject(value)) return report(walk, at, "an object", value);
    for (const property of plan.properties) collectProperty(property, value, at, walk);
    if (plan.refusesUnknown) collectUnknown(plan, value, at, walk);
  },
  record(plan, value, at, walk) {
    if (!isObject(value)) return report(walk, at, "an object", value);
    for (const key of Object.keys(value)) collect(plan.values, value[key], `${at}/${escapeKey(key)}`, walk);
  },
  union(plan, value, at, walk) {
    const fits = plan.variants.some((variant) => failures(variant, value, walk.registry).length === 0);
    if (!fits) report(walk, at, plan.variants.map((variant) => describe(variant, walk)).join(" or "), value);
  },
  named(plan, value, at, walk) {
    const named = walk.registry[plan.name];
    if (named === undefined) throw new TypeError(`There is no schema ${plan.name}.`);
    collect(named, value, at, walk);
  },
};

function collectProperty(property: PropertyPlan, value: Values, at: string, walk: Walk): void {
  const received = readProperty(value, property.key);
  if (received === undefined && property.optional) return;
  collect(property.value, received, `${at}/${escapeKey(property.key)}`, walk);
}

function collectUnknown(plan: PlanOf<"object">, value: Values, at: string, walk: Walk): void {
  for (const key of Object.keys(value)) {
    if (plan.properties.some((property) => property.key === key)) continue;
    report(walk, `${at}/${escapeKey(key)}`, "no such property", value[key]);
  }
}

function report(walk: Walk, pointer: string, expected: string, value: unknown): void {
  if (walk.found.length < failureLimit)
    walk.found.push({ pointer, expected, received: describeValue(value) });
}

/** An object that is not an array, whose properties can be read. */
export type Values = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A property that a schema names. `toString` and its kin count only where the value has them itself. */
export function readProperty(value: Values, key: string): unknown {
  return key in Object.prototype && !Object.hasOwn(value, key) ? undefined : value[key];
}

/** Whether every property of a value is declared. */
export function hasOnly(value: Values, keys: ReadonlySet<string>): boolean {
  return Object.keys(value).every((key) => keys.has(key));
}

/** A key as a JSON pointer has it. */
export const escapeKey = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");
const items = (count: number): string => (count === 1 ? "1 item" : `${count} items`);

function describe(plan: ValuePlan, walk: Walk): string {
  if (plan.kind === "literal") return JSON.stringify(plan.value);
  if (plan.kind === "named") return describe(walk.registry[plan.name] ?? { kind: "never" }, walk);
  if (plan.kind === "null") return "null";
  return `${/^[aio]/.test(plan.kind) ? "an" : "a"} ${plan.kind}`;
}

/** A value in one short line. Objects and arrays are told by kind: their content is not for error messages. */
export function describeValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `an array of ${items(value.length)}`;
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value !== "string") return String(value);
  return JSON.stringify(value.length > 56 ? `${value.slice(0, 55)}…` : value);
}
