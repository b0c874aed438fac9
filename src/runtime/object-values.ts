import type { ObjectPlan, ValuePlan } from "./value-plan.ts";

/** An array that JSON writes item by item: one with a `toJSON` would be sent as whatever that gives, declared or not. */
export const isPlainArray = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && !("toJSON" in value);

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

/** Whether something is asked of a plan's keys as a whole, or of keys that are not declared. */
export const hasKeyRules = ({
  patterns,
  unknown,
  names,
  minProperties,
  maxProperties,
}: ObjectPlan): boolean => (patterns ?? unknown ?? names ?? minProperties ?? maxProperties) !== undefined;

/** Stands for a property that must not be there. */
export const refused: ValuePlan = { kind: "never" };

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
