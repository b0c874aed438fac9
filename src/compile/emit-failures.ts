import { hasKeyRules } from "../runtime/object-values.ts";
import { partsOf } from "../runtime/plan-parts.ts";
import type { PlanRegistry, ValuePlan } from "../runtime/value-plan.ts";
import { type Code, js, lines } from "./js.ts";

/** What tells the failures of the kinds that some plans have, by kind: a build has no others. */
export function emitFailures(registry: PlanRegistry): Code {
  const plans = Object.values(registry).flatMap(allOf);
  const used = new Set<ValuePlan["kind"]>(["named", ...plans.map(({ kind }) => kind)]);
  const isFormatted = plans.some((plan) => plan.kind === "string" && plan.format !== undefined);
  const isKeyed = plans.some((plan) => plan.kind === "object" && hasKeyRules(plan));
  const entries = Object.entries({
    ...collectors,
    ...(isFormatted && { string: js`string: formattedFailures` }),
    ...(isKeyed && { object: js`object: keyedFailures` }),
  }).flatMap(([kind, entry]) => (used.has(kind as ValuePlan["kind"]) ? [js`${entry},`] : []));
  return js`{
    ${lines(entries)}
  }`;
}

/** A plan, and all that it is made of. */
const allOf = (plan: ValuePlan): ValuePlan[] => [plan, ...partsOf(plan).flatMap(allOf)];

const collectors: { readonly [K in ValuePlan["kind"]]: Code } = {
  any: js`any: anyFailures`,
  defined: js`defined: definedFailures`,
  never: js`never: neverFailures`,
  null: js`null: nullFailures`,
  undefined: js`undefined: undefinedFailures`,
  boolean: js`boolean: booleanFailures`,
  integer: js`integer: integerFailures`,
  number: js`number: numberFailures`,
  string: js`string: stringFailures`,
  literal: js`literal: literalFailures`,
  equal: js`equal: equalFailures`,
  date: js`date: dateFailures`,
  dateText: js`dateText: dateTextFailures`,
  bytes: js`bytes: bytesFailures`,
  bytesText: js`bytesText: bytesTextFailures`,
  bigint: js`bigint: bigintFailures`,
  bigintText: js`bigintText: bigintTextFailures`,
  file: js`file: fileFailures`,
  anyObject: js`anyObject: anyObjectFailures`,
  array: js`array: arrayFailures`,
  tuple: js`tuple: tupleFailures`,
  object: js`object: objectFailures`,
  union: js`union: unionFailures`,
  one: js`one: oneFailures`,
  intersect: js`intersect: intersectFailures`,
  not: js`not: notFailures`,
  transform: js`transform: transformFailures`,
  named: js`named: namedFailures`,
};
