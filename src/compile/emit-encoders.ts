import type { PlanRegistry } from "../runtime/value-plan.ts";
import type { EncoderPlan, LongPart, RoutePlan } from "./app-plan.ts";
import { isReshaped } from "./reshaping.ts";
import { variantsOf } from "./union-tags.ts";
import { type Code, comment, identifier, join, js, lines, memberKey, property } from "./js.ts";

/** The encoders of a route by status, `encode_GET_users_id`. */
export function emitEncoders(route: RoutePlan, registry: PlanRegistry): Code {
  const entries = Object.entries(route.responses ?? {}).flatMap(([status, schema]) => {
    const plan = route.encoders[status];
    return plan === undefined ? [] : [emitEncoder(status, schema, plan, registry)];
  });
  return js`
    const ${identifier(`encode_${route.name}`)} = {
      ${join(entries, ",\n")},
    };`;
}

function emitEncoder(status: string, schema: string, plan: EncoderPlan, registry: PlanRegistry): Code {
  const kept = isReshaped({ kind: "named", name: schema }, registry)
    ? js`${identifier(`project_${schema}`)}(value)`
    : js`value`;
  return js`
    ${comment(`${plan.strategy}: ${plan.reason}.`)}
    ${memberKey(status)}(value, init) {
      if (!${identifier(`check_${schema}`)}(value)) throw mismatchError(${schema}, value, schema_plans);
      ${emitWriting(schema, plan, kept, registry)}
    }`;
}

function emitWriting(schema: string, { long }: EncoderPlan, kept: Code, registry: PlanRegistry): Code {
  const [first] = long;
  if (first === undefined) return js`return encodeJson(${kept}, init);`;
  if (first.key !== undefined) return emitMembers(long, kept);
  return lines([
    first.kind === "list"
      ? js`if (isLongList(value, ${first.from})) return encodeText(joinItems(value, ${first.itemsPerSlice}, ${emitItemProjection(schema, registry)}), init);`
      : js`if (isLongText(value, ${first.from})) return encodeText(quoteText(value), init);`,
    js`return encodeJson(${kept}, init);`,
  ]);
}

/** Items are projected slice by slice: the copies of one are gone before those of the next are made. */
function emitItemProjection(schema: string, registry: PlanRegistry): Code {
  const list = variantsOf({ kind: "named", name: schema }, registry).find(({ kind }) => kind === "array");
  if (list?.kind !== "array" || list.items.kind !== "named") {
    throw new TypeError(`The schema ${schema} is not planned as a list of objects.`);
  }
  return identifier(`project_${list.items.name}`);
}

/** What is long is looked for in what is kept: it is what will be written. */
function emitMembers(long: readonly LongPart[], kept: Code): Code {
  const lists = long.flatMap((part) => (part.kind === "list" ? [[part.key ?? "", part.itemsPerSlice]] : []));
  const tests = long.map(emitTest);
  const [only = js`false`] = tests;
  return js`
    const kept = ${kept};
    const isLong = ${tests.length === 1 ? only : join(tests, "\n  || ")};
    if (isLong) return encodeText(joinMembers(kept, ${Object.fromEntries(lists) as Record<string, number>}), init);
    return encodeJson(kept, init);`;
}

function emitTest({ key = "", kind, from }: LongPart): Code {
  const member = property(js`kept`, key);
  return kind === "list" ? js`isLongList(${member}, ${from})` : js`isLongText(${member}, ${from})`;
}

/** The expression that turns what the handler returned into the answer. */
export const emitRespond = (route: RoutePlan, result: Code, folded: Code): Code =>
  route.responses === undefined
    ? js`respond(${result}${folded})`
    : js`respondBySchema(${result}, ${encodersOf(route)}${folded})`;

export const encodersOf = (route: RoutePlan): Code =>
  route.responses === undefined ? js`undefined` : identifier(`encode_${route.name}`);
