import type { PlanOf, PlanRegistry, PropertyPlan, ValuePlan } from "../runtime/value-plan.ts";
import type { NamedPlan } from "./app-plan.ts";
import { type Code, comment, join, js, lines, memberKey, identifier, property } from "./js.ts";

/** The functions of a schema: `check_User`, and `project_User` where something of a value is left out or filled in. */
export function emitSchema(schema: NamedPlan, registry: PlanRegistry, isProjected: boolean): Code {
  const check = identifier(`check_${schema.name}`);
  const parts = [
    comment(describeSchema(schema)),
    ...emitConstants(schema),
    js`
      function ${check}(value) {
        ${emitCheckBody(schema.plan, schema.name)}
      }`,
  ];
  if (isProjected && isReshaped(schema.plan, registry)) {
    const project = identifier(`project_${schema.name}`);
    parts.push(js`
      function ${project}(value) {
        ${emitProjectBody(schema, registry)}
      }`);
  }
  return lines(parts);
}

function describeSchema({ direction, plan }: NamedPlan): string {
  const what = direction === "input" ? "Input" : "Output";
  if (plan.kind !== "object") return `${what}: ${plan.kind}.`;
  return `${what}: object of ${plan.properties.map((p) => p.key).join(", ") || "nothing"}.`;
}

/**
 * Whether projecting a value can give another one. Leaves and arrays of leaves stay as they are. A record does not: an
 * instance with a `toJSON`, a Date, would be sent as whatever that gives.
 */
export function isReshaped(plan: ValuePlan, registry: PlanRegistry): boolean {
  switch (plan.kind) {
    case "object":
      return true;
    case "array":
      return isReshaped(plan.items, registry);
    case "record":
      return true;
    case "union":
      return plan.variants.some((variant) => isReshaped(variant, registry));
    case "named":
      return isReshaped(planOf(plan.name, registry), registry);
    default:
      return false;
  }
}

const planOf = (schema: string, registry: PlanRegistry): ValuePlan => registry[schema] ?? { kind: "never" };

/** Regular expressions and key sets that the functions of a schema use, made once. */
function emitConstants({ name: schema, plan }: NamedPlan): Code[] {
  const constants = leavesOf(plan).flatMap(({ at, leaf }) =>
    leaf.pattern === undefined
      ? []
      : [js`const ${identifier(`pattern_${schema}${at}`)} = new RegExp(${leaf.pattern});`],
  );
  if (plan.kind === "object" && plan.refusesUnknown) {
    const keys = plan.properties.map((p) => p.key);
    constants.push(js`const ${identifier(`keys_${schema}`)} = new Set(${keys});`);
  }
  return constants;
}

/** The strings that stand directly in a plan, each with what tells it from its siblings. */
function leavesOf(plan: ValuePlan): { readonly at: string; readonly leaf: PlanOf<"string"> }[] {
  const children: readonly ValuePlan[] =
    plan.kind === "object"
      ? plan.properties.map((p) => p.value)
      : plan.kind === "array"
        ? [plan.items]
        : plan.kind === "record"
          ? [plan.values]
          : plan.kind === "union"
            ? plan.variants
            : [plan];
  return children.flatMap((leaf, index) => (leaf.kind === "string" ? [{ at: `_${index + 1}`, leaf }] : []));
}

function emitCheckBody(plan: ValuePlan, schema: string): Code {
  const value = VALUE;
  switch (plan.kind) {
    case "object":
      return js`return ${join(objectTests(plan, schema), "\n  && ")};`;
    case "array":
      return js`
        ${lines([js`if (!Array.isArray(value) || "toJSON" in value) return false;`, ...lengthTests(plan)])}
        for (let index = 0; index < value.length; index++) {
          const item = value[index];
          if (${not(emitTest(plan.items, ITEM, `${schema}_1`))}) return false;
        }
        return true;`;
    case "record":
      return js`
        if (!isObject(value)) return false;
        for (const key of Object.keys(value)) {
          const item = value[key];
          if (${not(emitTest(plan.values, ITEM, `${schema}_1`))}) return false;
        }
        return true;`;
    case "union":
      return js`return ${join(
        plan.variants.map((variant, index) => emitTest(variant, value, `${schema}_${index + 1}`)),
        " || ",
      )};`;
    default:
      return js`return ${emitTest(plan, value, `${schema}_1`)};`;
  }
}

/** A call needs no parentheses to be negated. */
const not = (test: Code): Code => (/^[\w.]+\(\w+\)$/.test(test.text) ? js`!${test}` : js`!(${test})`);

const VALUE = js`value`;
const ITEM = js`item`;

function objectTests(plan: PlanOf<"object">, schema: string): Code[] {
  const tests = plan.properties.map((p, index) => emitPropertyTest(p, `${schema}_${index + 1}`));
  if (plan.refusesUnknown) tests.push(js`hasOnly(value, ${identifier(`keys_${schema}`)})`);
  return [js`isObject(value)`, ...tests];
}

function emitPropertyTest({ key: text, value, optional }: PropertyPlan, at: string): Code {
  const member = readMember(text);
  const test = emitTest(value, member, at);
  return optional ? js`(${member} === undefined || ${test})` : test;
}

/** `toString` and its kin are read as the value's own, never as what every object inherits. */
const readMember = (text: string): Code =>
  text in Object.prototype ? js`readProperty(value, ${text})` : property(VALUE, text);

function lengthTests({ minItems, maxItems }: PlanOf<"array">): Code[] {
  const tests: Code[] = [];
  if (minItems !== undefined) tests.push(js`if (value.length < ${minItems}) return false;`);
  if (maxItems !== undefined) tests.push(js`if (value.length > ${maxItems}) return false;`);
  return tests;
}

type Test<K extends ValuePlan["kind"]> = (plan: PlanOf<K>, value: Code, at: string) => Code;

/** An expression that is true where a value fits. `at` names the constants it uses. */
function emitTest(plan: ValuePlan, value: Code, at: string): Code {
  return (tests[plan.kind] as Test<ValuePlan["kind"]>)(plan, value, at);
}

const tests: { readonly [K in ValuePlan["kind"]]: Test<K> } = {
  any: () => js`true`,
  never: () => js`false`,
  null: (_, value) => js`${value} === null`,
  undefined: (_, value) => js`${value} === undefined`,
  boolean: (_, value) => js`typeof ${value} === "boolean"`,
  integer: (plan, value) => all([js`Number.isInteger(${value})`, ...numberTests(plan, value)]),
  number: (plan, value) => all([js`Number.isFinite(${value})`, ...numberTests(plan, value)]),
  string: (plan, value, at) => all([js`typeof ${value} === "string"`, ...stringTests(plan, value, at)]),
  literal: (plan, value) => js`${value} === ${plan.value}`,
  array: nested,
  object: nested,
  record: nested,
  union: nested,
  named: (plan, value) => js`${identifier(`check_${plan.name}`)}(${value})`,
};

function nested(): never {
  throw new TypeError("Objects, arrays, records and unions are planned with names of their own.");
}

const all = (parts: readonly Code[]): Code => parts.reduce((left, right) => js`${left} && ${right}`);

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

function stringTests(
  { minLength, maxLength, pattern, format }: PlanOf<"string">,
  value: Code,
  at: string,
): Code[] {
  const found: Code[] = [];
  if (minLength !== undefined) found.push(js`${value}.length >= ${minLength}`);
  if (maxLength !== undefined) found.push(js`${value}.length <= ${maxLength}`);
  if (pattern !== undefined) found.push(js`${identifier(`pattern_${at}`)}.test(${value})`);
  if (format !== undefined) found.push(js`hasFormat(${format}, ${value})`);
  return found;
}

/** An expression for what is kept of a value. */
function emitProjection(plan: ValuePlan, value: Code, registry: PlanRegistry): Code {
  return plan.kind === "named" && isReshaped(plan, registry)
    ? js`${identifier(`project_${plan.name}`)}(${value})`
    : value;
}

function emitProjectBody({ plan, direction, name: schema }: NamedPlan, registry: PlanRegistry): Code {
  switch (plan.kind) {
    case "object":
      return direction === "output" ? outputObject(plan, registry) : inputObject(plan, registry);
    case "array":
      return js`return value.map((item) => ${emitProjection(plan.items, ITEM, registry)});`;
    case "record":
      return js`return mapValues(value, (item) => ${emitProjection(plan.values, ITEM, registry)});`;
    case "union":
      return lines([
        ...plan.variants.map(
          (variant, index) =>
            js`if (${emitTest(variant, VALUE, `${schema}_${index + 1}`)}) return ${emitProjection(variant, VALUE, registry)};`,
        ),
        js`return value;`,
      ]);
    case "named":
      return js`return ${emitProjection(plan, VALUE, registry)};`;
    default:
      return js`return value;`;
  }
}

/** What is sent: exactly the declared shape. An undefined member is left out by JSON. */
function outputObject(plan: PlanOf<"object">, registry: PlanRegistry): Code {
  const members = plan.properties.map((p) => js`${memberKey(p.key)}: ${projectMember(p, registry)}`);
  if (members.length === 0) return js`return {};`;
  return js`
    return {
      ${join(members, ",\n")},
    };`;
}

/** What a handler receives: an absent member stays absent, or gets its default. */
function inputObject(plan: PlanOf<"object">, registry: PlanRegistry): Code {
  if (!plan.properties.some(canStayAbsent)) return outputObject(plan, registry);
  const members = plan.properties.map((p) => {
    const member = projectMember(p, registry);
    const set =
      p.key === "__proto__"
        ? js`setProperty(result, "__proto__", ${member});`
        : js`${property(js`result`, p.key)} = ${member};`;
    return canStayAbsent(p) ? js`if (${readMember(p.key)} !== undefined) ${set}` : set;
  });
  return js`
    const result = {};
    ${lines(members)}
    return result;`;
}

const canStayAbsent = (p: PropertyPlan): boolean => p.optional === true && p.default === undefined;

/**
 * Whether an object that was made from text already is what a handler receives: it has the declared members only, and
 * all of them.
 */
export function isExact(plan: ValuePlan | undefined, registry: PlanRegistry): boolean {
  return (
    plan?.kind === "object" && plan.properties.every((p) => !p.optional && !isReshaped(p.value, registry))
  );
}

function projectMember(p: PropertyPlan, registry: PlanRegistry): Code {
  const member = readMember(p.key);
  const projected = emitProjection(p.value, member, registry);
  if (p.default !== undefined) return js`${member} === undefined ? ${p.default as string} : ${projected}`;
  const canBeAbsent = p.optional && projected !== member;
  return canBeAbsent ? js`${member} === undefined ? undefined : ${projected}` : projected;
}
