import { describePlan } from "./describe.ts";
import { collect, fitsWithin } from "./failure-collector.ts";
import type { FailureRule } from "./failure-rules.ts";
import { type Collector, type Walk, report } from "./failure-walk.ts";
import { escapeKey, isObject, readProperty } from "./object-values.ts";
import { tryTransform } from "./transforms.ts";
import { describeTag, taggedVariant, untaggedVariants } from "./union-tag.ts";
import type { PlanOf, UnionPlan, UnionTag } from "./value-plan.ts";

export const unionFailures: Collector<"union"> = (plan, value, at, walk) => {
  if (plan.tag !== undefined) return collectTagged(plan, plan.tag, value, at, walk);
  const isFit = plan.variants.some((variant) => fitsWithin(variant, value, walk));
  if (!isFit) report(walk, at, ruleOfUnion(plan), namesOf(plan, walk), value);
};

export const oneFailures: Collector<"one"> = (plan, value, at, walk) => {
  const fitting = plan.variants.filter((variant) => fitsWithin(variant, value, walk)).length;
  const only = fitting === 0 ? "" : "only one of ";
  if (fitting !== 1) report(walk, at, "oneOf", `${only}${namesOf(plan, walk)}`, value);
};

export const intersectFailures: Collector<"intersect"> = (plan, value, at, walk) => {
  for (const member of plan.members) collect(member, value, at, walk);
};

export const notFailures: Collector<"not"> = (plan, value, at, walk) => {
  if (fitsWithin(plan.plan, value, walk))
    report(walk, at, "not", `anything but ${describePlan(plan.plan, walk.registry)}`, value);
};

export const transformFailures: Collector<"transform"> = (plan, value, at, walk) => {
  if (plan.direction === "input") return collect(plan.plan, value, at, walk);
  const encoded = tryTransform(plan, value);
  if (encoded === undefined) return report(walk, at, "transform", "a value its transform takes", value);
  collect(plan.plan, encoded.value, at, walk);
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
    const isFit = untaggedVariants(plan, tag).some((variant) => fitsWithin(variant, value, walk));
    const names = new Set(plan.variants.map((variant) => describePlan(variant, walk.registry)));
    if (!isFit) report(walk, at, "anyOf", [...names].join(" or "), value);
    return;
  }
  const received = readProperty(value, tag.key);
  const variant = taggedVariant(plan, tag, received);
  if (variant === undefined) report(walk, `${at}/${escapeKey(tag.key)}`, "enum", describeTag(tag), received);
  else collect(variant, value, at, walk);
}
