import { escapeKey } from "../runtime/object-values.ts";
import type { JsonValue, ValuePlan } from "../runtime/value-plan.ts";
import { jsonTypes, typePlanners } from "./schema-keywords.ts";
import { type Place, type PlanChild, type Schema, planConstant, refuse } from "./schema-place.ts";

/** What `type` and the keywords of types ask for. Without `type`, a keyword speaks only of values of its own type. */
export function planTypes(schema: Schema, place: Place, planChild: PlanChild): ValuePlan[] {
  // The type of a constant, as in t.Literal, says nothing more.
  if (schema.const !== undefined && schema.type === typeof schema.const && hasNoTypeKeywords(schema))
    return [];
  const { type } = schema;
  if (typeof type === "string") return [planType(type, schema, place, planChild)];
  if (Array.isArray(type)) {
    return [
      { kind: "union", variants: type.map((name) => planNested(String(name), schema, place, planChild)) },
    ];
  }
  if (type !== undefined)
    return [refuse(place, "/type", `${JSON.stringify(type)} is no type.`, "Use a type's name.")];
  if (hasNoTypeKeywords(schema)) return [];
  return [{ kind: "union", variants: jsonTypes.map((name) => planNested(name, schema, place, planChild)) }];
}

function planType(type: string, schema: Schema, place: Place, planChild: PlanChild): ValuePlan {
  const planner = Object.hasOwn(typePlanners, type) ? typePlanners[type] : undefined;
  if (planner !== undefined) return planner.plan(schema, place, planChild);
  const known = Object.keys(typePlanners).join(", ");
  return refuse(
    place,
    "/type",
    `The type ${JSON.stringify(type)} cannot be compiled.`,
    `Use one of ${known}.`,
  );
}

/** One type of several: a structure among them is planned under a name, as a schema of that type alone. */
function planNested(type: string, schema: Schema, place: Place, planChild: PlanChild): ValuePlan {
  const keywords = typePlanners[type]?.keywords ?? [];
  const own = keywords
    .filter((keyword) => schema[keyword] !== undefined)
    .map((keyword) => [keyword, schema[keyword]]);
  return planChild({ type, ...Object.fromEntries(own) }, "", `${place.name}_${type}`);
}

const hasNoTypeKeywords = (schema: Schema): boolean =>
  jsonTypes.every((type) => typePlanners[type]?.keywords.every((keyword) => schema[keyword] === undefined));

export function planEnumerations(schema: Schema): ValuePlan[] {
  const plans: ValuePlan[] = [];
  if (schema.const !== undefined) plans.push(planConstant(schema.const as JsonValue));
  if (Array.isArray(schema.enum))
    plans.push({ kind: "union", variants: schema.enum.map((value) => planConstant(value as JsonValue)) });
  return plans;
}

export function planCombinations(schema: Schema, place: Place, planChild: PlanChild): ValuePlan[] {
  const each = (keyword: string): ValuePlan[] =>
    ((schema[keyword] ?? []) as unknown[]).map((part, index) =>
      planChild(part, `/${keyword}/${index}`, `${place.name}_${index + 1}`),
    );
  const plans = each("allOf");
  if (schema.anyOf !== undefined) plans.push({ kind: "union", variants: each("anyOf") });
  if (schema.oneOf !== undefined) plans.push({ kind: "one", variants: each("oneOf") });
  if (schema.not !== undefined) plans.push(planNot(planChild(schema.not, "/not", `${place.name}_not`)));
  if (schema.if !== undefined) plans.push(...planCondition(schema, place, planChild));
  for (const [key, dependency] of Object.entries((schema.dependencies ?? {}) as Record<string, unknown>)) {
    plans.push(planDependency(key, dependency, place, planChild));
  }
  return plans;
}

/** `if` holds and `then` does, or it does not and `else` does. */
function planCondition(schema: Schema, place: Place, planChild: PlanChild): ValuePlan[] {
  const condition = planChild(schema.if, "/if", `${place.name}_if`);
  const plans: ValuePlan[] = [];
  if (schema.then !== undefined) {
    const then = planChild(schema.then, "/then", `${place.name}_then`);
    plans.push({ kind: "union", variants: [planNot(condition), then] });
  }
  if (schema.else !== undefined) {
    const otherwise = planChild(schema.else, "/else", `${place.name}_else`);
    plans.push({ kind: "union", variants: [condition, otherwise] });
  }
  return plans;
}

/** An object that has a key must have others, or fit a schema. */
function planDependency(key: string, dependency: unknown, place: Place, planChild: PlanChild): ValuePlan {
  const needed = Array.isArray(dependency) ? { type: "object", required: dependency } : dependency;
  const without = planChild({ not: { type: "object", required: [key] } }, "", `${place.name}_without_${key}`);
  const step = `/dependencies/${escapeKey(key)}`;
  return { kind: "union", variants: [without, planChild(needed, step, `${place.name}_with_${key}`)] };
}

const planNot = (plan: ValuePlan): ValuePlan =>
  plan.kind === "any" ? { kind: "never" } : { kind: "not", plan };
