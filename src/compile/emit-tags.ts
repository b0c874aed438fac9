import type { UnionPlan, UnionTag, ValuePlan } from "../runtime/value-plan.ts";
import { untaggedVariants } from "../runtime/union-tag.ts";
import { type SchemaScope, VALUE, emitTest, readMember } from "./emit-tests.ts";
import { type Code, js, lines } from "./js.ts";

/** The statements of a check that looks only into the variant that the tag names. */
export function emitTaggedCheck(plan: UnionPlan, tag: UnionTag, scope: SchemaScope): Code {
  const others = untaggedVariants(plan, tag).map((variant) => emitTest(variant, VALUE, scope));
  return js`
    ${lines([...others.map((test) => js`if (${test}) return true;`), js`if (!isObject(value)) return false;`])}
    ${emitSwitch(plan, tag, (variant) => emitTest(variant, VALUE, scope))}
    return false;`;
}

/** The statements of a projection that keeps what the variant keeps that the tag names. */
export function emitTaggedProjection(
  plan: UnionPlan,
  tag: UnionTag,
  keep: (variant: ValuePlan) => Code,
): Code {
  const others = untaggedVariants(plan, tag).length > 0 ? [js`if (!isObject(value)) return value;`] : [];
  return lines([...others, emitSwitch(plan, tag, keep)]);
}

export function emitSwitch(
  { variants }: UnionPlan,
  { key, values }: UnionTag,
  result: (variant: ValuePlan) => Code,
): Code {
  const cases = variants.flatMap((variant, index) => {
    const value = values[index] ?? null;
    return value === null ? [] : [js`case ${value}: return ${result(variant)};`];
  });
  return js`
    switch (${readMember(key)}) {
      ${lines(cases)}
    }`;
}
