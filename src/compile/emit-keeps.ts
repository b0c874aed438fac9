import { hasKeyRules } from "../runtime/object-values.ts";
import { untaggedVariants } from "../runtime/union-tag.ts";
import type { ArrayPlan, ObjectPlan, PlanRegistry, UnionPlan, ValuePlan } from "../runtime/value-plan.ts";
import type { NamedPlan } from "./app-plan.ts";
import { itemRules, propertyTests } from "./emit-checks.ts";
import { emitProjection, objectLiteral } from "./emit-projections.ts";
import { emitSwitch } from "./emit-tags.ts";
import { ITEM, type SchemaScope, VALUE, emitTest, negate, readMember } from "./emit-tests.ts";
import { type Code, identifier, join, js, lines } from "./js.ts";
import { isReshaped } from "./reshaping.ts";

interface KeepScope extends SchemaScope {
  readonly registry: PlanRegistry;
}

/**
 * The statements of a `keep_` function: what is kept of a value of an answer, or `unfit`. It checks and copies in one pass,
 * which saves a quarter of the work of two, and tries the variants of a union once at each depth.
 */
export function emitKeepBody({ name, plan }: NamedPlan, scope: KeepScope): Code {
  if (plan.kind === "object" && !hasKeyRules(plan)) return emitObject(plan, scope);
  if (plan.kind === "array" && itemRules(plan, scope).length === 0) return emitArray(plan, scope);
  if (plan.kind === "union") return emitUnion(plan, scope);
  if (twoPass.has(plan.kind)) {
    return js`return ${identifier(`check_${name}`)}(value) ? ${identifier(`project_${name}`)}(value) : unfit;`;
  }
  return js`return ${emitKept(plan, VALUE, scope)};`;
}

/** Plans whose rules look at a value as a whole, before something of it is kept. */
const twoPass: ReadonlySet<ValuePlan["kind"]> = new Set([
  "object",
  "array",
  "tuple",
  "one",
  "intersect",
  "not",
]);

/** An expression for what is kept of a value, or `unfit`. */
function emitKept(plan: ValuePlan, value: Code, scope: KeepScope): Code {
  if (isKept(plan, scope)) return js`${identifier(`keep_${plan.name}`)}(${value})`;
  return js`${emitTest(plan, value, scope)} ? ${emitProjection(plan, value, scope.registry)} : unfit`;
}

/** Whether a plan has a `keep_` function. */
const isKept = (plan: ValuePlan, { registry }: KeepScope): plan is Extract<ValuePlan, { kind: "named" }> =>
  plan.kind === "named" && isReshaped(plan, registry);

function emitObject(plan: ObjectPlan, scope: KeepScope): Code {
  const refusals = [js`!isObject(value)`, ...emitRefusals(plan, scope)];
  const parts = plan.properties.filter(({ value }) => isKept(value, scope));
  const nameOf = new Map(parts.map(({ key }, index) => [key, identifier(`kept_${index + 1}`)]));
  const members = parts.flatMap(({ key, value, optional }) => {
    const kept = emitKept(value, readMember(key), scope);
    const name = nameOf.get(key) ?? js`unfit`;
    const given = optional ? js`${readMember(key)} === undefined ? undefined : ${kept}` : kept;
    return [js`const ${name} = ${given};`, js`if (${name} === unfit) return unfit;`];
  });
  return lines([
    js`if (${join(refusals, "\n  || ")}) return unfit;`,
    ...members,
    js`return ${objectLiteral(plan, scope.registry, nameOf)};`,
  ]);
}

/** What is asked of the members that stay as they are, or are converted where they stand. */
function emitRefusals(plan: ObjectPlan, scope: KeepScope): Code[] {
  const properties = plan.properties.filter(({ value }) => !isKept(value, scope));
  return propertyTests({ ...plan, properties }, scope).map(({ test, member }) =>
    member === undefined ? negate(test) : js`(${member} !== undefined && ${negate(test)})`,
  );
}

function emitArray(plan: ArrayPlan, scope: KeepScope): Code {
  return js`
    if (!isPlainArray(value)) return unfit;
    const result = new Array(value.length);
    for (let index = 0; index < value.length; index++) {
      const item = value[index];
      const kept = ${emitKept(plan.items, ITEM, scope)};
      if (kept === unfit) return unfit;
      result[index] = kept;
    }
    return result;`;
}

function emitUnion(plan: UnionPlan, scope: KeepScope): Code {
  const { tag } = plan;
  if (tag === undefined)
    return lines([...plan.variants.map((one, index) => emitVariant(one, index, scope)), js`return unfit;`]);
  const others = untaggedVariants(plan, tag).map((variant, index) => emitVariant(variant, index, scope));
  return lines([
    ...others,
    js`if (!isObject(value)) return unfit;`,
    emitSwitch(plan, tag, (variant) => emitKept(variant, VALUE, scope)),
    js`return unfit;`,
  ]);
}

function emitVariant(variant: ValuePlan, index: number, scope: KeepScope): Code {
  if (!isKept(variant, scope)) {
    return js`if (${emitTest(variant, VALUE, scope)}) return ${emitProjection(variant, VALUE, scope.registry)};`;
  }
  const kept = identifier(`kept_${index + 1}`);
  return js`
    const ${kept} = ${emitKept(variant, VALUE, scope)};
    if (${kept} !== unfit) return ${kept};`;
}
