import * as content from "./content-failures.ts";
import { anyFailures, failuresBy, fitsBy, namedFailures, withFailures } from "./failure-collector.ts";
import type { Failure } from "./failure-rules.ts";
import type { Collector } from "./failure-walk.ts";
import { arrayFailures, tupleFailures } from "./list-failures.ts";
import { keyedFailures } from "./object-failures.ts";
import * as scalar from "./scalar-failures.ts";
import * as union from "./union-failures.ts";
import type { PlanRegistry, ValuePlan } from "./value-plan.ts";

/**
 * What is wrong with a value; empty where it fits. This is the meaning of a plan: a generated check answers true
 * exactly where this finds nothing.
 */
export const failures = (plan: ValuePlan, value: unknown, registry: PlanRegistry): Failure[] =>
  failuresBy(plan, value, registry, collectors);

/** Whether a value fits a plan. */
export const fits = (plan: ValuePlan, value: unknown, registry: PlanRegistry): boolean =>
  fitsBy(plan, value, registry, collectors);

/** Gives plans what tells the failures of every kind. */
export const withAllFailures = (plans: PlanRegistry): PlanRegistry => withFailures(plans, collectors);

const collectors: { readonly [K in ValuePlan["kind"]]: Collector<K> } = {
  any: anyFailures,
  defined: scalar.definedFailures,
  never: scalar.neverFailures,
  null: scalar.nullFailures,
  undefined: scalar.undefinedFailures,
  boolean: scalar.booleanFailures,
  integer: scalar.integerFailures,
  number: scalar.numberFailures,
  string: scalar.formattedFailures,
  literal: scalar.literalFailures,
  equal: scalar.equalFailures,
  date: content.dateFailures,
  dateText: content.dateTextFailures,
  bytes: content.bytesFailures,
  bytesText: content.bytesTextFailures,
  bigint: content.bigintFailures,
  bigintText: content.bigintTextFailures,
  file: content.fileFailures,
  anyObject: scalar.anyObjectFailures,
  array: arrayFailures,
  tuple: tupleFailures,
  object: keyedFailures,
  union: union.unionFailures,
  one: union.oneFailures,
  intersect: union.intersectFailures,
  not: union.notFailures,
  transform: union.transformFailures,
  named: namedFailures,
};
