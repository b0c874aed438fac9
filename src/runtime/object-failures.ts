import { describePlan } from "./describe.ts";
import { collect, fitsWithin } from "./failure-collector.ts";
import { type Collector, type Walk, addWords, report, reportType } from "./failure-walk.ts";
import {
  type Values,
  escapeKey,
  hasKeyRules,
  isObject,
  plansOfKey,
  readProperty,
  refused,
} from "./object-values.ts";
import type { PlanOf, PropertyPlan } from "./value-plan.ts";

/** Of objects that take every key. */
export const objectFailures: Collector<"object"> = (plan, value, at, walk) => {
  if (!isObject(value)) return reportType(walk, at, "an object", value);
  for (const property of plan.properties) collectProperty(property, value, at, walk);
};

/** Of objects, some of which have rules for their keys. */
export const keyedFailures: Collector<"object"> = (plan, value, at, walk) => {
  objectFailures(plan, value, at, walk);
  if (isObject(value) && hasKeyRules(plan)) collectKeyRules(plan, value, at, walk);
};

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
    if (names !== undefined && !fitsWithin(names, key, walk)) {
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
