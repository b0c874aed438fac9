import { describePlan } from "./describe.ts";
import { collect, fitsWithin } from "./failure-collector.ts";
import { type Collector, type Walk, report, reportBroken, reportType } from "./failure-walk.ts";
import { isPlainArray } from "./object-values.ts";
import type { ItemRules } from "./value-plan.ts";
import { brokenItemRule } from "./value-rules.ts";

export const arrayFailures: Collector<"array"> = (plan, value, at, walk) => {
  if (!isPlainArray(value)) return reportType(walk, at, arrayRule(value), value);
  collectItemRules(plan, value, at, walk);
  for (let index = 0; index < value.length && walk.found.length < walk.limit; index++) {
    collect(plan.items, value[index], `${at}/${index}`, walk);
  }
};

export const tupleFailures: Collector<"tuple"> = (plan, value, at, walk) => {
  if (!isPlainArray(value)) return reportType(walk, at, arrayRule(value), value);
  collectItemRules(plan, value, at, walk);
  for (let index = 0; index < value.length && walk.found.length < walk.limit; index++) {
    collect(plan.items[index] ?? plan.rest, value[index], `${at}/${index}`, walk);
  }
};

function collectItemRules(plan: ItemRules, value: readonly unknown[], at: string, walk: Walk): void {
  reportBroken(walk, at, brokenItemRule(plan, value), value);
  const { contains, minContains = 1, maxContains = Number.POSITIVE_INFINITY } = plan;
  if (contains === undefined) return;
  const found = value.filter((item) => fitsWithin(contains, item, walk)).length;
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

const arrayRule = (value: unknown): string =>
  Array.isArray(value) ? "an array without a toJSON of its own" : "an array";
