import type { ItemRules, ObjectPlan, PlanOf, PropertyPlan, ValuePlan } from "../runtime/value-plan.ts";
import { hasKeyRules } from "../runtime/failures.ts";
import { type Code, identifier, join, js, lines, property } from "./js.ts";

/** The schema a check is written for, and the regular expressions that its functions use. */
export interface SchemaScope {
  readonly schema: string;
  /** Names of regular expressions by flags and source. */
  readonly patterns: Map<string, Code>;
}

export const VALUE: Code = js`value`;
export const ITEM: Code = js`item`;

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
    default:
      return js`return ${emitTest(plan, VALUE, scope)};`;
  }
}

function objectTests(plan: ObjectPlan, scope: SchemaScope): Code[] {
  return [js`isObject(value)`, ...plan.properties.map((p) => emitPropertyTest(p, scope))];
}

function emitPropertyTest({ key, value, optional }: PropertyPlan, scope: SchemaScope): Code {
  const member = readMember(key);
  const test = emitTest(value, member, scope);
  return optional ? js`(${member} === undefined || ${test})` : test;
}

/** `toString` and its kin are read as the value's own, never as what every object inherits. */
export const readMember = (key: string): Code =>
  key in Object.prototype ? js`readProperty(value, ${key})` : property(VALUE, key);

/** An object of which more than its declared properties is asked. */
function emitKeyedObject(plan: ObjectPlan, scope: SchemaScope): Code {
  const { minProperties, maxProperties } = plan;
  const tests = objectTests(plan, scope);
  if (minProperties !== undefined) tests.push(js`countProperties(value) >= ${minProperties}`);
  if (maxProperties !== undefined) tests.push(js`countProperties(value) <= ${maxProperties}`);
  if (plan.patterns === undefined && plan.unknown === undefined && plan.names === undefined) {
    return js`return ${allOnLines(tests)};`;
  }
  return js`
    if (${negate(allOnLines(tests))}) return false;
    for (const key of Object.keys(value)) {
      const item = value[key];
      if (item === undefined) continue;
      ${lines(keyTests(plan, scope))}
    }
    return true;`;
}

function keyTests(plan: ObjectPlan, scope: SchemaScope): Code[] {
  const { names, patterns = [], unknown } = plan;
  const statements = names === undefined ? [] : [refuseUnless(emitTest(names, js`key`, scope))];
  const hasDeclared = plan.properties.length > 0;
  const otherwise = emitUnknownTest(unknown, scope);
  if (patterns.length === 0) {
    if (unknown === undefined) return statements;
    const refuse = hasDeclared ? js`!${keysOf(scope)}.has(key) && ${negate(otherwise)}` : negate(otherwise);
    return [...statements, js`if (${refuse}) return false;`];
  }
  if (unknown !== undefined)
    statements.push(js`let isKnown = ${hasDeclared ? js`${keysOf(scope)}.has(key)` : js`false`};`);
  for (const { pattern, value } of patterns) {
    statements.push(js`
      if (${patternOf(pattern, "", scope)}.test(key)) {
        ${lines([...(unknown === undefined ? [] : [js`isKnown = true;`]), refuseUnless(emitTest(value, ITEM, scope))])}
      }`);
  }
  return unknown === undefined
    ? statements
    : [...statements, js`if (!isKnown && ${negate(otherwise)}) return false;`];
}

const emitUnknownTest = (unknown: ObjectPlan["unknown"], scope: SchemaScope): Code =>
  unknown === undefined || unknown === "refuse" ? js`false` : emitTest(unknown, ITEM, scope);

/** The set of a schema's declared keys. */
export const keysOf = ({ schema }: SchemaScope): Code => identifier(`keys_${schema}`);

function emitTuple(plan: PlanOf<"tuple">, scope: SchemaScope): Code {
  const tests = plan.items.map((item, index) => {
    const test = emitTest(item, js`value[${index}]`, scope);
    return js`if (value.length > ${index} && ${negate(test)}) return false;`;
  });
  return emitItems(plan, [...tests, ...loop(plan.items.length, plan.rest, scope)], scope);
}

function emitItems(plan: ItemRules, items: readonly Code[], scope: SchemaScope): Code {
  return lines([
    js`if (!Array.isArray(value)) return false;`,
    ...itemRules(plan, scope),
    ...items,
    js`return true;`,
  ]);
}

function itemRules(plan: ItemRules, scope: SchemaScope): Code[] {
  const { minItems, maxItems, uniqueItems, contains, minContains = 1, maxContains } = plan;
  const statements: Code[] = [];
  if (minItems !== undefined) statements.push(js`if (value.length < ${minItems}) return false;`);
  if (maxItems !== undefined) statements.push(js`if (value.length > ${maxItems}) return false;`);
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

/** The opposite of a test, as a person would write it. */
function negate(test: Code): Code {
  if (/^[\w.]+\([^()]*\)$/.test(test.text)) return js`!${test}`;
  return js`!(${test})`;
}

const allOnLines = (tests: readonly Code[]): Code => join(tests, "\n  && ");

type Test<K extends ValuePlan["kind"]> = (plan: PlanOf<K>, value: Code, scope: SchemaScope) => Code;

/** An expression that is true where a value fits. It binds at least as tightly as `&&`, but for a union's. */
export function emitTest(plan: ValuePlan, value: Code, scope: SchemaScope): Code {
  return (tests[plan.kind] as Test<ValuePlan["kind"]>)(plan, value, scope);
}

const tests: { readonly [K in ValuePlan["kind"]]: Test<K> } = {
  any: () => js`true`,
  defined: (_, value) => js`${value} !== undefined`,
  never: () => js`false`,
  null: (_, value) => js`${value} === null`,
  undefined: (_, value) => js`${value} === undefined`,
  boolean: (_, value) => js`typeof ${value} === "boolean"`,
  integer: (plan, value) => all([js`Number.isInteger(${value})`, ...numberTests(plan, value)]),
  number: (plan, value) => all([js`Number.isFinite(${value})`, ...numberTests(plan, value)]),
  string: (plan, value, scope) => all([js`typeof ${value} === "string"`, ...stringTests(plan, value, scope)]),
  literal: (plan, value) => js`${value} === ${plan.value}`,
  equal: (plan, value) => js`isEqual(${value}, ${plan.value as string})`,
  date: ({ kind: _, ...rules }, value) => js`isDateWithin(${{ ...rules }}, ${value})`,
  dateText: ({ kind: _, ...rules }, value) => js`isDateText(${{ ...rules }}, ${value})`,
  bytes: ({ kind: _, ...rules }, value) => js`isBytesWithin(${{ ...rules }}, ${value})`,
  bytesText: ({ kind: _, ...rules }, value) => js`isBytesText(${{ ...rules }}, ${value})`,
  bigint: ({ kind: _, ...rules }, value) => js`isBigIntWithin(${{ ...rules }}, ${value})`,
  bigintText: ({ kind: _, ...rules }, value) => js`isBigIntText(${{ ...rules }}, ${value})`,
  anyObject: (_, value) => js`isObject(${value})`,
  array: nested,
  tuple: nested,
  object: nested,
  union: (plan, value, scope) => alternatives(plan.variants, value, scope, " || "),
  one: (plan, value, scope) =>
    js`[${alternatives(plan.variants, value, scope, ", ")}].filter(Boolean).length === 1`,
  intersect: (plan, value, scope) => all(plan.members.map((member) => bracket(member, value, scope))),
  not: (plan, value, scope) => negate(emitTest(plan.plan, value, scope)),
  named: (plan, value) => js`${identifier(`check_${plan.name}`)}(${value})`,
};

function nested(): never {
  throw new TypeError("Objects, arrays and tuples are planned with names of their own.");
}

const alternatives = (
  plans: readonly ValuePlan[],
  value: Code,
  scope: SchemaScope,
  separator: " || " | ", ",
): Code =>
  plans.length === 0
    ? js`${separator === ", " ? js`` : js`false`}`
    : join(
        plans.map((plan) => emitTest(plan, value, scope)),
        separator,
      );

/** Unions have `||` in them, which binds less tightly than the `&&` around. */
const bracket = (plan: ValuePlan, value: Code, scope: SchemaScope): Code =>
  plan.kind === "union" ? js`(${emitTest(plan, value, scope)})` : emitTest(plan, value, scope);

const all = (parts: readonly Code[]): Code =>
  parts.length === 0 ? js`true` : parts.reduce((left, right) => js`${left} && ${right}`);

function numberTests(plan: PlanOf<"number"> | PlanOf<"integer">, value: Code): Code[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = plan;
  const found: Code[] = [];
  if (minimum !== undefined) found.push(js`${value} >= ${minimum}`);
  if (maximum !== undefined) found.push(js`${value} <= ${maximum}`);
  if (exclusiveMinimum !== undefined) found.push(js`${value} > ${exclusiveMinimum}`);
  if (exclusiveMaximum !== undefined) found.push(js`${value} < ${exclusiveMaximum}`);
  if (multipleOf !== undefined) found.push(js`isMultipleOf(${value}, ${multipleOf})`);
  return found;
}

function stringTests(plan: PlanOf<"string">, value: Code, scope: SchemaScope): Code[] {
  const { minLength, maxLength, pattern, flags = "", format, counts } = plan;
  const length = counts === "codePoints" ? js`codePoints(${value})` : js`${value}.length`;
  const found: Code[] = [];
  if (minLength !== undefined) found.push(js`${length} >= ${minLength}`);
  if (maxLength !== undefined) found.push(js`${length} <= ${maxLength}`);
  if (pattern !== undefined) found.push(js`${patternOf(pattern, flags, scope)}.test(${value})`);
  if (format !== undefined) found.push(js`hasFormat(${format}, ${value})`);
  return found;
}

/** The name of a regular expression, which is made once for each schema. */
export function patternOf(source: string, flags: string, { schema, patterns }: SchemaScope): Code {
  const key = `${flags}/${source}`;
  const known = patterns.get(key);
  if (known !== undefined) return known;
  const created = identifier(`pattern_${schema}_${patterns.size + 1}`);
  patterns.set(key, created);
  return created;
}
