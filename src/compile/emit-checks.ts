import type { ItemRules, ObjectPlan, PlanOf, ValuePlan } from "../runtime/value-plan.ts";
import { hasKeyRules } from "../runtime/object-values.ts";
import { emitTaggedCheck } from "./emit-tags.ts";
import { ITEM, type SchemaScope, VALUE, all, emitTest, negate, patternOf, readMember } from "./emit-tests.ts";
import { type Code, identifier, join, js, lines } from "./js.ts";

/** The statements of a `check_` function. */
export function emitCheckBody(plan: ValuePlan, scope: SchemaScope): Code {
  switch (plan.kind) {
    case "object":
      return hasKeyRules(plan)
        ? emitKeyedObject(plan, scope)
        : js`return ${allOnLines(objectTests(plan, scope))};`;
    case "array":
      return emitItems(plan, loop(0, plan.items, scope), scope);
    case "tuple":
      return emitTuple(plan, scope);
    case "union":
      if (plan.tag !== undefined) return emitTaggedCheck(plan, plan.tag, scope);
      return js`return ${emitTest(plan, VALUE, scope)};`;
    default:
      return js`return ${emitTest(plan, VALUE, scope)};`;
  }
}

function objectTests(plan: ObjectPlan, scope: SchemaScope): Code[] {
  return [
    js`isObject(value)`,
    ...propertyTests(plan, scope).map(({ test, member }) =>
      member === undefined ? test : js`(${member} === undefined || ${test})`,
    ),
  ];
}

/**
 * What is asked of the properties, with those that may be absent by name. Those without parts come first: where they
 * refuse a value, nothing has been walked in vain, least of all by each variant of a union.
 */
export function propertyTests(
  { properties }: ObjectPlan,
  scope: SchemaScope,
): { readonly test: Code; readonly member: Code | undefined }[] {
  return properties
    .filter(({ value }) => value.kind !== "any")
    .toSorted((a, b) => Number(hasParts(a.value)) - Number(hasParts(b.value)))
    .map(({ key, value, optional }) => {
      const member = readMember(key);
      return { test: emitTest(value, member, scope), member: optional ? member : undefined };
    });
}

const hasParts = ({ kind }: ValuePlan): boolean => kind === "named" || kind === "intersect";

/** An object of which more than its declared properties is asked. */
function emitKeyedObject(plan: ObjectPlan, scope: SchemaScope): Code {
  const { minProperties, maxProperties, patterns, names } = plan;
  const counts: Code[] = [];
  if (minProperties !== undefined) counts.push(js`countProperties(value) >= ${minProperties}`);
  if (maxProperties !== undefined) counts.push(js`countProperties(value) <= ${maxProperties}`);
  if (patterns === undefined && names === undefined && !asksOfUnknown(plan)) {
    return js`return ${allOnLines([...objectTests(plan, scope), ...counts])};`;
  }
  return lines([
    js`if (!isObject(value)) return false;`,
    ...propertyTests(plan, scope).map(({ test, member }) =>
      member === undefined
        ? refuseUnless(test)
        : js`if (${member} !== undefined && ${negate(test)}) return false;`,
    ),
    ...counts.map(refuseUnless),
    passesDeclaredKeys(plan) ? unknownLoop(plan, scope) : keyLoop(plan, scope),
    js`return true;`,
  ]);
}

/** Engines remember the keys of a shape for `for…in`, and make an array of them for `Object.keys`. */
const keyLoop = (plan: ObjectPlan, scope: SchemaScope): Code => js`
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue;
    const item = value[key];
    if (item === undefined) continue;
    ${lines(keyTests(plan, scope))}
  }`;

/** Whether nothing more is asked of a property that is declared. */
const passesDeclaredKeys = ({ properties, patterns, names }: ObjectPlan): boolean =>
  properties.length > 0 && patterns === undefined && names === undefined;

/** A switch tells declared keys in a third of the time that a set takes. */
const unknownLoop = ({ properties, unknown }: ObjectPlan, scope: SchemaScope): Code => js`
  for (const key in value) {
    switch (key) {
      ${lines(properties.map(({ key }) => js`case ${key}:`))}
        continue;
    }
    const item = value[key];
    if (${all([js`Object.hasOwn(value, key)`, js`item !== undefined`, negate(emitUnknownTest(unknown, scope))])}) return false;
  }`;

function keyTests(plan: ObjectPlan, scope: SchemaScope): Code[] {
  const { names, patterns = [] } = plan;
  const statements = names === undefined ? [] : [refuseUnless(emitTest(names, js`key`, scope))];
  const asks = asksOfUnknown(plan);
  const isDeclared = plan.properties.length > 0 ? [js`${keysOf(scope)}.has(key)`] : [];
  if (asks && patterns.length > 0) statements.push(js`let isKnown = ${isDeclared[0] ?? js`false`};`);
  for (const { pattern, value } of patterns) {
    const known = asks ? [js`isKnown = true;`] : [];
    statements.push(js`
      if (${patternOf(pattern, "", scope)}.test(key)) {
        ${lines([...known, refuseUnless(emitTest(value, ITEM, scope))])}
      }`);
  }
  if (!asks) return statements;
  const isKnown = patterns.length > 0 ? [js`isKnown`] : isDeclared;
  const refused = [...isKnown.map(negate), negate(emitUnknownTest(plan.unknown, scope))];
  return [...statements, js`if (${all(refused)}) return false;`];
}

/** Whether a property that is not declared can be refused for its value, or for being there. */
const asksOfUnknown = ({ unknown }: ObjectPlan): boolean =>
  unknown !== undefined && (unknown === "refuse" || unknown.kind !== "any");

const emitUnknownTest = (unknown: ObjectPlan["unknown"], scope: SchemaScope): Code =>
  unknown === undefined || unknown === "refuse" ? js`false` : emitTest(unknown, ITEM, scope);

/** Whether a check asks a set which keys are declared. */
export const usesKeySet = (plan: ObjectPlan): boolean =>
  asksOfUnknown(plan) && plan.properties.length > 0 && !passesDeclaredKeys(plan);

/** The set of a schema's declared keys. */
export const keysOf = ({ schema }: SchemaScope): Code => identifier(`keys_${schema}`);

function emitTuple(plan: PlanOf<"tuple">, scope: SchemaScope): Code {
  const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = plan;
  const tests = items.flatMap((item, index) => {
    if (item.kind === "any") return [];
    const refused = negate(emitTest(item, js`value[${index}]`, scope));
    return [
      index < minItems
        ? js`if (${refused}) return false;`
        : js`if (value.length > ${index} && ${refused}) return false;`,
    ];
  });
  const rest = maxItems <= items.length ? [] : loop(items.length, plan.rest, scope);
  return emitItems(plan, [...tests, ...rest], scope);
}

function emitItems(plan: ItemRules, items: readonly Code[], scope: SchemaScope): Code {
  const tests = [...itemRules(plan, scope), ...items];
  if (tests.length === 0) return js`return isPlainArray(value);`;
  return lines([js`if (!isPlainArray(value)) return false;`, ...tests, js`return true;`]);
}

export function itemRules(plan: ItemRules, scope: SchemaScope): Code[] {
  const { minItems, maxItems, uniqueItems, contains, minContains = 1, maxContains } = plan;
  const statements: Code[] = [];
  if (minItems === maxItems && minItems !== undefined) {
    statements.push(js`if (value.length !== ${minItems}) return false;`);
  } else {
    if (minItems !== undefined) statements.push(js`if (value.length < ${minItems}) return false;`);
    if (maxItems !== undefined) statements.push(js`if (value.length > ${maxItems}) return false;`);
  }
  if (uniqueItems) statements.push(js`if (!areUnique(value)) return false;`);
  if (contains === undefined) return statements;
  statements.push(js`const found = countItems(value, (item) => ${emitTest(contains, ITEM, scope)});`);
  statements.push(js`if (found < ${minContains}) return false;`);
  if (maxContains !== undefined) statements.push(js`if (found > ${maxContains}) return false;`);
  return statements;
}

function loop(start: number, plan: ValuePlan, scope: SchemaScope): Code[] {
  if (plan.kind === "any") return [];
  if (plan.kind === "never") return [js`if (value.length > ${start}) return false;`];
  return [
    js`
      for (let index = ${start}; index < value.length; index++) {
        const item = value[index];
        ${refuseUnless(emitTest(plan, ITEM, scope))}
      }`,
  ];
}

const refuseUnless = (test: Code): Code => js`if (${negate(test)}) return false;`;

const allOnLines = (tests: readonly Code[]): Code => join(tests, "\n  && ");
