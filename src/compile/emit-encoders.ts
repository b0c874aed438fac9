import type { PlanOf, PlanRegistry } from "../runtime/value-plan.ts";
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
  const isKept = isReshaped({ kind: "named", name: schema }, registry);
  return js`
    ${comment(`${plan.strategy}: ${plan.reason}.`)}
    ${memberKey(status)}(value, init) {
      ${isKept ? emitKeeping(schema, plan, registry, asAnswer) : emitChecking(schema, plan, asAnswer)}
    }`;
}

/** What is made of a value that fits: of one that is written as JSON, and of text that is JSON already. */
interface Output {
  readonly value: (value: Code) => Code;
  readonly text: (text: Code) => Code;
}

const asAnswer: Output = {
  value: (value) => js`encodeJson(${value}, init)`,
  text: (text) => js`encodeText(${text}, init)`,
};

const asFrame: Output = { value: (value) => js`JSON.stringify(${value})`, text: (text) => text };
const asItIs: Output = { value: (value) => value, text: (text) => text };

/** The statements that make a message of a value: its JSON, or the text or bytes that it is. */
export function emitFrame(
  schema: string,
  plan: Pick<EncoderPlan, "long">,
  registry: PlanRegistry,
  form: "json" | "raw" = "json",
): Code {
  const output = form === "json" ? asFrame : asItIs;
  const isKept = isReshaped({ kind: "named", name: schema }, registry);
  // Bytes as a whole are not made text here.
  return isKept && form === "json"
    ? emitKeeping(schema, plan, registry, output)
    : emitChecking(schema, plan, output);
}

const emitMismatch = (schema: string): Code => js`throw mismatchError(${schema}, value, schema_plans);`;

/** A value that is written as it is. */
function emitChecking(schema: string, { long: [first] }: Pick<EncoderPlan, "long">, output: Output): Code {
  return lines([
    js`if (!${identifier(`check_${schema}`)}(value)) ${emitMismatch(schema)}`,
    ...(first === undefined
      ? []
      : [js`if (isLongText(value, ${first.from})) return ${output.text(js`quoteText(value)`)};`]),
    js`return ${output.value(js`value`)};`,
  ]);
}

/** A value of which a copy is written. */
function emitKeeping(
  schema: string,
  plan: Pick<EncoderPlan, "long">,
  registry: PlanRegistry,
  output: Output,
): Code {
  const list = plan.long.find(({ kind, key }) => kind === "list" && key === undefined);
  return lines([
    ...(list?.kind === "list" ? [emitSlices(list, schema, registry, output)] : []),
    js`
      const kept = ${identifier(`keep_${schema}`)}(value);
      if (kept === unfit) ${emitMismatch(schema)}`,
    ...emitLong(plan.long, output),
    js`return ${output.value(js`kept`)};`,
  ]);
}

/** Items are copied slice by slice: the copies of one are gone before those of the next are made. */
function emitSlices(
  list: LongPart & { readonly kind: "list" },
  schema: string,
  registry: PlanRegistry,
  output: Output,
): Code {
  const { kind: _, items, ...rules } = listOf(schema, registry);
  if (items.kind !== "named") throw new TypeError(`The items of ${schema} are not planned as objects.`);
  const keep = identifier(`keep_${items.name}`);
  // Rules of the items as a whole are the check's. A list that breaks one is told so below.
  const holds = Object.keys(rules).length > 0 ? js` && ${identifier(`check_${schema}`)}(value)` : js``;
  return js`
    if (isLongList(value, ${list.from})${holds}) {
      const text = joinItems(value, ${list.itemsPerSlice}, ${keep});
      if (text === unfit) ${emitMismatch(schema)}
      return ${output.text(js`text`)};
    }`;
}

function listOf(schema: string, registry: PlanRegistry): PlanOf<"array"> {
  const list = variantsOf({ kind: "named", name: schema }, registry).find(({ kind }) => kind === "array");
  if (list?.kind !== "array") throw new TypeError(`The schema ${schema} is not planned as a list.`);
  return list;
}

/** What is long is looked for in what is kept: it is what will be written. */
function emitLong(long: readonly LongPart[], output: Output): Code[] {
  const members = long.filter(({ key }) => key !== undefined);
  const lists = members.flatMap((part) =>
    part.kind === "list" ? [[part.key ?? "", part.itemsPerSlice]] : [],
  );
  const counts = Object.fromEntries(lists) as Record<string, number>;
  const whole = long.find(({ kind, key }) => kind === "text" && key === undefined);
  if (whole !== undefined) {
    return [js`if (isLongText(kept, ${whole.from})) return ${output.text(js`quoteText(kept)`)};`];
  }
  const tests = members.map(emitTest);
  const [only] = tests;
  if (only === undefined) return [];
  return [
    js`
      const isLong = ${tests.length === 1 ? only : join(tests, "\n  || ")};
      if (isLong) return ${output.text(js`joinMembers(kept, ${counts})`)};`,
  ];
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
