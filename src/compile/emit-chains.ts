import type { AppPlan, AroundPlan, ChainMemberPlan, MiddlewarePlan } from "./app-plan.ts";
import { type Code, comment, identifier, join, js, lines, memberKey } from "./js.ts";

/** Hooks, conditions, chains: what routes share of their middleware. */
export function emitMiddleware(plan: AppPlan): Code[] {
  return [
    ...Object.values(plan.middleware).map(emitHooks),
    ...Object.entries(plan.chains).map(([name, members]) => emitChain(name, members, plan)),
  ];
}

function emitHooks({ id, name, route, occurrence, phase, guards, checks }: MiddlewarePlan): Code {
  const fits = checks === undefined ? js`` : js`, ${identifier(`check_${checks}`)}`;
  return js`
    ${comment(`${name}: ${phase}${guards ? ", guards" : ""}.`)}
    const ${hooksOf(id)} = app.middleware(${route}, ${name}, ${occurrence}${fits});`;
}

/** Two underscores: an id has none, so that no id with a number is another. */
const hooksOf = (id: string): Code => identifier(`use__${id}`);
const membersOf = (chain: string): Code => identifier(`members_${chain}`);
export const chainOf = (chain: string): Code => identifier(`chain_${chain}`);

/** A chain: straight-line code, which goes on in the runtime where something has to be waited for. */
export function emitChain(name: string, members: readonly ChainMemberPlan[], plan: AppPlan): Code {
  const list = members.map((member) => emitMember(member, plan));
  const told = members.map(({ id }) => id).join(", ");
  return lines([
    js`const ${membersOf(name)} = [${join(list, ", ")}];`,
    comment(`${told}.`),
    needsRunner(members, plan)
      ? js`
          function ${chainOf(name)}(c, end) {
            return runChain(${membersOf(name)}, c, end);
          }`
      : emitStraight(name, members, plan),
  ]);
}

function emitMember({ id, skips }: ChainMemberPlan, { middleware }: AppPlan): Code {
  if (skips.length === 0) return hooksOf(id);
  const name = middleware[id]?.name ?? "";
  const conditions = skips.map((index) => js`app.condition(${name}, ${index})`);
  return js`{ ...${hooksOf(id)}, skips: [${join(conditions, ", ")}] }`;
}

/** Conditions of the request, and hooks around others, are run step by step. */
const needsRunner = (members: readonly ChainMemberPlan[], plan: AppPlan): boolean =>
  members.some(({ id, skips }) => skips.length > 0 || plan.middleware[id]?.hooks.includes("around"));

function emitStraight(name: string, members: readonly ChainMemberPlan[], plan: AppPlan): Code {
  const has = (hook: "before" | "after") =>
    members.flatMap(({ id }, index) => (plan.middleware[id]?.hooks.includes(hook) ? [{ id, index }] : []));
  const list = membersOf(name);
  const before = has("before").map(
    ({ id, index }) => js`
      early = admit(c, ${hooksOf(id)}.before(c));
      if (early !== undefined) return resumeBefore(${list}, ${index}, early, c, end);`,
  );
  const after = has("after")
    .toReversed()
    .map(
      ({ id, index }) => js`
        at = ${index};
        outcome = ${hooksOf(id)}.after(c, response);
        if (outcome !== undefined && outcome !== response) {
          if (!(outcome instanceof Response)) return resumeAfter(${list}, at, outcome, response, c, end);
          response = fillHeaders(outcome, end.headers);
        }`,
    );
  const answer = js`
    let response;
    try {
      ${lines([
        ...(before.length > 0 ? [js`let early;`] : []),
        ...before,
        js`
          response = end.answer(c);
          if (!(response instanceof Response)) return resumeAnswer(${list}, response, c, end);`,
      ])}
    } catch (error) {
      return resumeFailed(${list}, error, c, end);
    }`;
  if (after.length === 0) {
    return js`
      function ${chainOf(name)}(c, end) {
        ${answer}
        return response;
      }`;
  }
  return js`
    function ${chainOf(name)}(c, end) {
      ${answer}
      let at;
      let outcome;
      try {
        ${lines(after)}
      } catch (error) {
        return resumeAfter(${list}, at, Promise.reject(error), response, c, end);
      }
      return response;
    }`;
}

/** Constant header fields, made once for all that have the same. */
export class HeaderConstants {
  readonly #names = new Map<string, { readonly name: Code; readonly code: Code }>();

  /** The constant of some fields, as an argument after others: `, headers_1`; nothing where there are none. */
  argument({ headers }: AroundPlan): Code {
    const name = this.name({ headers });
    return name === undefined ? js`` : js`, ${name}`;
  }

  name({ headers }: Pick<AroundPlan, "headers">): Code | undefined {
    if (Object.keys(headers).length === 0) return undefined;
    const text = JSON.stringify(headers);
    const known = this.#names.get(text);
    if (known !== undefined) return known.name;
    const name = identifier(`headers_${this.#names.size + 1}`);
    this.#names.set(text, { name, code: js`const ${name} = foldHeaders(${headers});` });
    return name;
  }

  /** The definition of the constant of some fields. */
  codeOf({ headers }: AroundPlan): Code | undefined {
    return this.#names.get(JSON.stringify(headers))?.code;
  }

  get code(): Code[] {
    return [...this.#names.values()].map(({ code }) => code);
  }
}

/** What runs around answers that no route gives: nothing, or the third argument of the fallback. */
export function emitUnrouted({ unrouted }: AppPlan, headers: HeaderConstants): Code | undefined {
  const entries = Object.entries(unrouted.byTarget).map(
    ([target, around]) => js`${memberKey(target)}: ${emitAround(around, headers)}`,
  );
  if (entries.length === 0 && isNothing(unrouted.around)) return undefined;
  return js`{
    root: ${emitAround(unrouted.around, headers)},
    byTarget: { ${join(entries, ", ")} },
  }`;
}

const isNothing = ({ chain, headers }: AroundPlan): boolean =>
  chain === undefined && Object.keys(headers).length === 0;

function emitAround(around: AroundPlan, headers: HeaderConstants): Code {
  const { chain } = around;
  const folded = headers.name(around);
  const parts = [
    ...(chain === undefined ? [] : [js`chain: ${chainOf(chain)}`, js`members: ${membersOf(chain)}`]),
    ...(folded === undefined ? [] : [js`headers: ${folded}`]),
  ];
  return parts.length === 0 ? js`{}` : js`{ ${join(parts, ", ")} }`;
}

/** The members of a chain, for what is refused before it. */
export const emitMembersOf = (chain: string): Code => membersOf(chain);
