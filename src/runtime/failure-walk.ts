import { describeKind, describeValue } from "./describe.ts";
import { type BrokenRule, type Failure, type FailureRule, failureCodes } from "./failure-rules.ts";
import type { Annotations, PlanOf, PlanRegistry, ValuePlan } from "./value-plan.ts";

/** A walk through a value that collects what is wrong with it. */
export interface Walk {
  readonly found: Failure[];
  /** How many failures are asked for. */
  readonly limit: number;
  readonly registry: PlanRegistry;
  readonly collectors: Collectors;
  /** Whether the value, or one that it is part of, must not be shown. */
  readonly isSecret?: true;
}

/** Collects what is wrong with a value of one kind. */
export type Collector<K extends ValuePlan["kind"]> = (
  plan: PlanOf<K>,
  value: unknown,
  at: string,
  walk: Walk,
) => void;

/** What collects failures, for the kinds that some plans have. */
export type Collectors = { readonly [K in ValuePlan["kind"]]?: Collector<K> };

/** Adds what is wrong at one place. */
export function report(
  walk: Walk,
  pointer: string,
  rule: FailureRule,
  expected: string,
  value: unknown,
): void {
  if (walk.found.length >= walk.limit) return;
  // Members of an intersection often ask for the same.
  if (walk.found.some((failure) => failure.pointer === pointer && failure.expected === expected)) return;
  const broken = value === undefined ? "required" : rule;
  const received = walk.isSecret ? describeKind(value) : describeValue(value);
  walk.found.push({ pointer, rule: broken, code: failureCodes[broken], expected, received });
}

export const reportType = (walk: Walk, pointer: string, expected: string, value: unknown): void =>
  report(walk, pointer, "type", expected, value);

export function reportBroken(
  walk: Walk,
  pointer: string,
  broken: BrokenRule | undefined,
  value: unknown,
  noun = "",
): void {
  if (broken !== undefined) report(walk, pointer, broken.rule, `${noun}${broken.expected}`, value);
}

type Words = NonNullable<Annotations["message"]>;

/** What a schema says of a rule in its own words. */
export const wordsOf = (words: Words | undefined, rule: FailureRule): string | undefined =>
  typeof words === "object" ? words[rule] : words;

/** Gives the failures of a value, those found since the first, the words of its schema. */
export function addWords(found: Failure[], first: number, at: string, words: Words): void {
  for (const [index, failure] of found.entries()) {
    const message = wordsOf(words, failure.rule);
    if (index < first || failure.pointer !== at || message === undefined) continue;
    found[index] = { ...failure, message };
  }
}

/** Whether a plan, or one of those it asks of the same value, is for a secret. */
export function isSecret(plan: ValuePlan, registry: PlanRegistry): boolean {
  if (plan.isSecret) return true;
  switch (plan.kind) {
    case "union":
    case "one":
      return plan.variants.some((variant) => isSecret(variant, registry));
    case "intersect":
      return plan.members.some((member) => isSecret(member, registry));
    case "not":
    case "transform":
      return isSecret(plan.plan, registry);
    case "named":
      return isSecret(registry[plan.name] ?? { kind: "never" }, registry);
    default:
      return false;
  }
}
