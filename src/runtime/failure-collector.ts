import type { Failure } from "./failure-rules.ts";
import { type Collector, type Collectors, type Walk, addWords, isSecret } from "./failure-walk.ts";
import type { PlanRegistry, ValuePlan } from "./value-plan.ts";

/** At most so many failures are told of one value. */
export const failureLimit = 20;

/** Under which plans have what collects their failures. */
const key = Symbol("collectors");

interface Told extends PlanRegistry {
  readonly [key]?: Collectors;
}

/** Gives plans what tells why a value does not fit them: an app needs that of the kinds that it has. */
export const withFailures = (plans: PlanRegistry, collectors: Collectors): PlanRegistry =>
  Object.defineProperty({ ...plans }, key, { value: collectors });

const collectorsOf = (plans: Told): Collectors => plans[key] ?? {};

/** What is wrong with a value; empty where it fits. @param collectors default: those that the plans were given */
export function failuresBy(
  plan: ValuePlan,
  value: unknown,
  registry: PlanRegistry,
  collectors: Collectors = collectorsOf(registry),
): Failure[] {
  return firstFailures(plan, value, { registry, collectors, limit: failureLimit });
}

/** Whether a value fits a plan. @param collectors default: those that the plans were given */
export const fitsBy = (
  plan: ValuePlan,
  value: unknown,
  registry: PlanRegistry,
  collectors: Collectors = collectorsOf(registry),
): boolean => fitsWithin(plan, value, { registry, collectors });

/** Whether a part of a value fits. */
export const fitsWithin = (
  plan: ValuePlan,
  value: unknown,
  { registry, collectors }: Pick<Walk, "registry" | "collectors">,
): boolean => firstFailures(plan, value, { registry, collectors, limit: 1 }).length === 0;

function firstFailures(plan: ValuePlan, value: unknown, walk: Omit<Walk, "found">): Failure[] {
  const found: Failure[] = [];
  collect(plan, value, "", { ...walk, found });
  return found;
}

/** Adds what is wrong with a value, or a part of one. */
export function collect(plan: ValuePlan, value: unknown, at: string, walk: Walk): void {
  if (walk.found.length >= walk.limit) return;
  const first = walk.found.length;
  const within: Walk = walk.isSecret || !isSecret(plan, walk.registry) ? walk : { ...walk, isSecret: true };
  // The key and the plan agree by construction; the checker cannot follow a key through a union.
  const collector = walk.collectors[plan.kind] as Collector<ValuePlan["kind"]> | undefined;
  if (collector === undefined) throw new TypeError(`Nothing tells the failures of ${plan.kind}.`);
  collector(plan, value, at, within);
  if (plan.message !== undefined) addWords(walk.found, first, at, plan.message);
}

export const anyFailures: Collector<"any"> = () => {};

export const namedFailures: Collector<"named"> = (plan, value, at, walk) => {
  const named = walk.registry[plan.name];
  if (named === undefined) throw new TypeError(`There is no schema ${plan.name}.`);
  collect(named, value, at, walk);
};
