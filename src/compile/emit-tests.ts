import type { PlanOf, TransformPlan, ValuePlan } from "../runtime/value-plan.ts";
import { type Code, differs, identifier, join, js, property } from "./js.ts";

export const VALUE: Code = js`value`;
export const ITEM: Code = js`item`;

/** `toString` and its kin are read as the value's own, never as what every object inherits. */
export const readMember = (key: string): Code =>
  key in Object.prototype ? js`readProperty(value, ${key})` : property(VALUE, key);

/** The schema a check is written for, and the regular expressions that its functions use. */
export interface SchemaScope {
  readonly schema: string;
  /** Names of regular expressions by flags and source. */
  readonly patterns: Map<string, Code>;
}

type Test<K extends ValuePlan["kind"]> = (plan: PlanOf<K>, value: Code, scope: SchemaScope) => Code;

/** An expression that is true where a value fits. It binds at least as tightly as `&&`, but for a union's. */
export function emitTest(plan: ValuePlan, value: Code, scope: SchemaScope): Code {
  return (testsByKind[plan.kind] as Test<ValuePlan["kind"]>)(plan, value, scope);
}

const testsByKind: { readonly [K in ValuePlan["kind"]]: Test<K> } = {
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
  date: (plan, value) => js`isDateWithin(${rulesOf(plan)}, ${value})`,
  dateText: (plan, value) => js`isDateText(${rulesOf(plan)}, ${value})`,
  bytes: (plan, value) => js`isBytesWithin(${rulesOf(plan)}, ${value})`,
  bytesText: (plan, value) => js`isBytesText(${rulesOf(plan)}, ${value})`,
  bigint: (plan, value) => js`isBigIntWithin(${rulesOf(plan)}, ${value})`,
  bigintText: (plan, value) => js`isBigIntText(${rulesOf(plan)}, ${value})`,
  file: (plan, value) => js`isFileWithin(${rulesOf(plan)}, ${value})`,
  anyObject: (_, value) => js`isObject(${value})`,
  array: nested,
  tuple: nested,
  object: nested,
  union: (plan, value, scope) => anyOf(emitTests(plan.variants, value, scope)),
  one: (plan, value, scope) =>
    js`[${join(emitTests(plan.variants, value, scope), ", ")}].filter(Boolean).length === 1`,
  intersect: (plan, value, scope) => all(plan.members.map((member) => bracket(member, value, scope))),
  not: (plan, value, scope) => negate(emitTest(plan.plan, value, scope)),
  transform: (plan, value, scope) =>
    plan.direction === "input"
      ? bracket(plan.plan, value, scope)
      : js`isConvertible(${converterOf(plan)}, ${value}, (item) => ${emitTest(plan.plan, js`item`, scope)})`,
  named: (plan, value) => js`${identifier(`check_${plan.name}`)}(${value})`,
};

/** The rules of a kind that the runtime decides. */
const rulesOf = ({
  kind: _kind,
  message: _message,
  isSecret: _isSecret,
  isRaw: _isRaw,
  ...rules
}: RuledPlan & { readonly isRaw?: true }): Rules => rules;

type RuledPlan = PlanOf<"date" | "dateText" | "bytes" | "bytesText" | "bigint" | "bigintText" | "file">;
type Rules = { readonly [rule: string]: string | number | readonly string[] };

/** The function of a transform. */
export const converterOf = ({ name }: TransformPlan): Code => identifier(`convert_${name}`);

function nested(): never {
  throw new TypeError("Objects, arrays and tuples are planned with names of their own.");
}

const emitTests = (plans: readonly ValuePlan[], value: Code, scope: SchemaScope): Code[] =>
  plans.map((plan) => emitTest(plan, value, scope));

function anyOf(tests: readonly Code[]): Code {
  if (tests.length === 0) return js`false`;
  return join(tests, tests.length > 3 ? "\n  || " : " || ");
}

/** Unions have `||` in them, which binds less tightly than the `&&` around. */
const bracket = (plan: ValuePlan, value: Code, scope: SchemaScope): Code =>
  plan.kind === "union" ? js`(${emitTest(plan, value, scope)})` : emitTest(plan, value, scope);

export function all(tests: readonly Code[]): Code {
  const told = tests.filter(({ text }) => text !== "true");
  return told.length === 0 ? js`true` : join(told, " && ");
}

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

/** The opposite of a test, as a person would write it. */
export function negate(test: Code): Code {
  if (test.text === "true") return js`false`;
  if (test.text === "false") return js`true`;
  const call = /^[\w.]+\([^()"]*\)$/.test(test.text);
  return call ? js`!${test}` : (differs(test) ?? js`!(${test})`);
}
