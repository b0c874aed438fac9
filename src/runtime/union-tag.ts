import type { UnionPlan, UnionTag, ValuePlan } from "./value-plan.ts";

/** The one variant that an object can be, by what its tag holds; undefined where that is no variant's. */
export function taggedVariant(
  { variants }: UnionPlan,
  { values }: UnionTag,
  received: unknown,
): ValuePlan | undefined {
  // As a check compares constants: 0 is -0, and nothing else is the same.
  const index = values.findIndex((value) => value !== null && value === received);
  return variants[index];
}

/** The variants that a value which is no object can be: null, or nothing. */
export const untaggedVariants = ({ variants }: UnionPlan, { values }: UnionTag): readonly ValuePlan[] =>
  variants.filter((_, index) => values[index] === null);

/** What a tag may hold, in words: `"cat" or "dog"`. */
export const describeTag = ({ values }: UnionTag): string =>
  values
    .filter((value) => value !== null)
    .map((value) => JSON.stringify(value))
    .join(" or ");
