import type { ObjectPlan, PlanOf, PlanRegistry, PropertyPlan, ValuePlan } from "../runtime/value-plan.ts";
import type { NamedPlan } from "./app-plan.ts";
import { emitTaggedProjection } from "./emit-tags.ts";
import { ITEM, type SchemaScope, VALUE, converterOf, emitTest, patternOf, readMember } from "./emit-tests.ts";
import { isReshaped } from "./reshaping.ts";
import { type Code, join, js, lines, memberKey, identifier, property } from "./js.ts";

/** The statements of a `project_` function. */
export function emitProjectBody(
  { plan, direction }: NamedPlan,
  registry: PlanRegistry,
  scope: SchemaScope,
): Code {
  const keep = (inner: ValuePlan, value: Code): Code => emitProjection(inner, value, registry);
  switch (plan.kind) {
    case "object":
      return emitObject(plan, direction, registry, scope);
    case "array":
      return emitItems(keep(plan.items, ITEM));
    case "tuple":
      return emitTuple(plan, keep);
    case "union":
    case "one":
      // A check came before; a getter may have given it something else.
      return lines([emitVariants(plan, keep, scope), js`throw noVariantError();`]);
    default:
      return js`return ${keep(plan, VALUE)};`;
  }
}

function emitVariants(
  plan: PlanOf<"union" | "one">,
  keep: (inner: ValuePlan, value: Code) => Code,
  scope: SchemaScope,
): Code {
  if (plan.kind === "union" && plan.tag !== undefined) {
    return emitTaggedProjection(plan, plan.tag, (variant) => keep(variant, VALUE));
  }
  return lines(
    plan.variants.map(
      (variant) => js`if (${emitTest(variant, VALUE, scope)}) return ${keep(variant, VALUE)};`,
    ),
  );
}

/** An expression for what is kept of a value. */
export function emitProjection(plan: ValuePlan, value: Code, registry: PlanRegistry): Code {
  switch (plan.kind) {
    case "date":
      return js`${value}.toISOString()`;
    case "dateText":
      return js`new Date(${value})`;
    case "bytes":
      return plan.isRaw ? value : js`${value}.toBase64()`;
    case "bytesText":
      return js`parseBase64(${value})`;
    case "bigint":
      return js`String(${value})`;
    case "bigintText":
      return js`parseBigInt(${value})`;
    case "transform": {
      const convert = converterOf(plan);
      return plan.direction === "input"
        ? js`${convert}(${emitProjection(plan.plan, value, registry)})`
        : emitProjection(plan.plan, js`${convert}(${value})`, registry);
    }
    case "intersect":
      return emitMerged(plan, value, registry);
    case "named":
      return isReshaped(plan, registry) ? js`${identifier(`project_${plan.name}`)}(${value})` : value;
    default:
      return value;
  }
}

/** What the members of an intersection keep together. One that keeps the value itself has no opinion. */
function emitMerged(plan: PlanOf<"intersect">, value: Code, registry: PlanRegistry): Code {
  const kept = plan.members.filter((member) => isReshaped(member, registry));
  const [first = value, ...others] = kept.map((member) => emitProjection(member, value, registry));
  return others.length === 0 ? first : js`mergeProjections([${join([first, ...others], ", ")}], ${value})`;
}

/** A loop, which is faster than `map`. A hole becomes undefined. */
const emitItems = (kept: Code): Code => js`
  const items = [];
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    items.push(${kept});
  }
  return items;`;

function emitTuple(plan: PlanOf<"tuple">, keep: (inner: ValuePlan, value: Code) => Code): Code {
  const items = plan.items.map((item) => keep(item, ITEM));
  const cases = items.flatMap((item, index) =>
    item.text === ITEM.text ? [] : [js`if (index === ${index}) return ${item};`],
  );
  const rest = keep(plan.rest, ITEM);
  // An item before the rest that stays as it is would otherwise be taken for one of it.
  const isKept = rest.text === ITEM.text ? [] : [js`if (index < ${items.length}) return item;`];
  return js`
    return value.map((item, index) => {
      ${lines([...cases, ...isKept, js`return ${rest};`])}
    });`;
}

/** An input without optional members, and every output, is one literal. */
function emitObject(
  plan: ObjectPlan,
  direction: NamedPlan["direction"],
  registry: PlanRegistry,
  scope: SchemaScope,
): Code {
  const keepsOthers =
    plan.patterns !== undefined || (plan.unknown !== undefined && plan.unknown !== "refuse");
  const literal = direction === "output" || !plan.properties.some(canStayAbsent);
  if (literal && !keepsOthers) return js`return ${objectLiteral(plan, registry)};`;
  return lines([
    literal ? js`const result = ${objectLiteral(plan, registry)};` : assignMembers(plan, registry),
    ...(keepsOthers ? [emitOthers(plan, registry, scope)] : []),
    js`return result;`,
  ]);
}

/** @param given what is kept of members already, by their keys */
export function objectLiteral(
  plan: ObjectPlan,
  registry: PlanRegistry,
  given: ReadonlyMap<string, Code> = new Map(),
): Code {
  if (plan.properties.length === 0) return js`{}`;
  const members = plan.properties.map(
    (p) => js`${memberKey(p.key)}: ${given.get(p.key) ?? projectMember(p, registry)}`,
  );
  return js`{
    ${join(members, ",\n")},
  }`;
}

function assignMembers(plan: ObjectPlan, registry: PlanRegistry): Code {
  const members = plan.properties.map((p) => {
    const member = projectMember(p, registry);
    const set =
      p.key === "__proto__"
        ? js`setProperty(result, "__proto__", ${member});`
        : js`${property(js`result`, p.key)} = ${member};`;
    return canStayAbsent(p) ? js`if (${readMember(p.key)} !== undefined) ${set}` : set;
  });
  return lines([js`const result = {};`, ...members]);
}

/** The properties that are not declared and are kept. */
function emitOthers(plan: ObjectPlan, registry: PlanRegistry, scope: SchemaScope): Code {
  const { patterns = [], unknown } = plan;
  const set = (kept: ValuePlan): Code =>
    js`setProperty(result, key, ${emitProjection(kept, ITEM, registry)});`;
  const branches = patterns.map(
    ({ pattern, value }) => js`if (${patternOf(pattern, "", scope)}.test(key)) ${set(value)}`,
  );
  if (unknown !== undefined && unknown !== "refuse") branches.push(set(unknown));
  // A declared property is in the result, unless it is undefined.
  const isKept = plan.properties.length > 0 ? js` || Object.hasOwn(result, key)` : js``;
  return js`
    for (const key in value) {
      if (!Object.hasOwn(value, key)) continue;
      const item = value[key];
      if (item === undefined${isKept}) continue;
      ${join(branches, "\nelse ")}
    }`;
}

const canStayAbsent = (p: PropertyPlan): boolean => p.optional === true && p.default === undefined;

function projectMember(p: PropertyPlan, registry: PlanRegistry): Code {
  const member = readMember(p.key);
  const projected = emitProjection(p.value, member, registry);
  if (p.default !== undefined) {
    const fallback = emitProjection(p.value, js`${p.default as string}`, registry);
    return js`${member} === undefined ? ${fallback} : ${projected}`;
  }
  const canBeAbsent = p.optional && projected !== member;
  return canBeAbsent ? js`${member} === undefined ? undefined : ${projected}` : projected;
}
