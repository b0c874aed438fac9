import { Context } from "./context.ts";
import { appError } from "../http/http-error.ts";
import { type FoldedHeaders, fillHeaders } from "./folded-headers.ts";
import { isThenable } from "./reply.ts";

/** A middleware in a chain. A hook that it does not have is undefined. */
export interface ChainMember {
  readonly before: ((context: Context) => unknown) | undefined;
  readonly after: ((context: Context, response: Response) => unknown) | undefined;
  readonly around: ((context: Context, next: () => Promise<Response>) => unknown) | undefined;
  /** Conditions of which one is enough to leave it out. Only `true` does: a promise of it, for one, does not. */
  readonly skips: readonly ((context: Context) => unknown)[];
}

/** What a chain leads to: a route, or what answers where there is none. */
export interface ChainEnd {
  answer(context: Context): Response | Promise<Response>;
  /** Answers an error. Never throws. */
  fail(error: unknown, context: Context): Response | Promise<Response>;
  /** Constant header fields. Its own answers have them; those that middleware gives get them in the chain. */
  readonly headers?: FoldedHeaders | undefined;
}

/** What a context has by itself, before anything is added. */
const untouched = new Context(new Request("http://localhost/"), undefined);

/**
 * Takes what a `before` hook gave. An object is added to the context; a Response, or a promise of either, is returned.
 *
 * @throws {HttpError} 500 `reserved_context_name` where something is added in the place of what the context has itself
 */
export function admit(context: Context, outcome: unknown): Response | PromiseLike<unknown> | undefined {
  if (outcome instanceof Response || isThenable(outcome)) return outcome;
  if (typeof outcome === "object" && outcome !== null) addAll(context, outcome as Additions);
  return undefined;
}

type Additions = Readonly<Record<string, unknown>>;

/** Whether the context has something of that name itself. */
export const isReservedName = (name: string): boolean => name === "__proto__" || name in untouched;

/** Key by key: on every request, `Object.entries` would cost as much as the rest of a short chain. */
function addAll(context: object, added: Additions): void {
  for (const key of Object.keys(added)) {
    // Assigned, it would be the context's prototype.
    if (key === "__proto__") continue;
    if (key in untouched) throw reservedName(key);
    (context as Record<string, unknown>)[key] = added[key];
  }
}

const reservedName = (key: string): Error =>
  appError("reserved_context_name", "", {
    cause: new TypeError(`A hook before adds ${JSON.stringify(key)}, which the context has itself.`),
  });

/** Runs a chain step by step. This is the meaning of one: emitted chains answer the same, and go on here at a promise. */
export async function runChain(
  members: readonly ChainMember[],
  context: Context,
  end: ChainEnd,
): Promise<Response> {
  let active: readonly ChainMember[];
  try {
    active = members.filter(({ skips }) => !skips.some((skip) => skip(context) === true));
  } catch (error) {
    return resumeFailed(members, error, context, end);
  }
  return runFrom(active, 0, undefined, context, end);
}

/** Goes on after the `before` of one member, whose outcome has to be waited for. */
export function resumeBefore(
  members: readonly ChainMember[],
  index: number,
  outcome: unknown,
  context: Context,
  end: ChainEnd,
): Promise<Response> {
  return runFrom(members, index + 1, outcome, context, end);
}

/** Waits for what a chain leads to. */
export async function resumeAnswer(
  members: readonly ChainMember[],
  answer: PromiseLike<Response>,
  context: Context,
  end: ChainEnd,
): Promise<Response> {
  let response: Response;
  try {
    response = await answer;
  } catch (error) {
    response = await failWith(error, context, end);
  }
  return runAfter(members, members.length, response, context, end);
}

/** Answers an error that was thrown before there was an answer. */
export async function resumeFailed(
  members: readonly ChainMember[],
  error: unknown,
  context: Context,
  end: ChainEnd,
): Promise<Response> {
  return runAfter(members, members.length, await failWith(error, context, end), context, end);
}

/** Goes on after the `after` of one member, which gave something that has to be waited for, or threw. */
export async function resumeAfter(
  members: readonly ChainMember[],
  index: number,
  outcome: unknown,
  response: Response,
  context: Context,
  end: ChainEnd,
): Promise<Response> {
  let answered = response;
  try {
    answered = replaced(response, await outcome, end);
  } catch (error) {
    answered = await failWith(error, context, end);
  }
  return runAfter(members, index, answered, context, end);
}

async function runFrom(
  members: readonly ChainMember[],
  start: number,
  pending: unknown,
  context: Context,
  end: ChainEnd,
): Promise<Response> {
  // The hooks after of those inside an `around` are run there.
  let afterFrom = members.length;
  let response: Response | undefined;
  try {
    response = admitted(context, await pending, end);
    for (let index = start; response === undefined && index < members.length; index++) {
      const member = members[index];
      response = admitted(context, await member?.before?.(context), end);
      if (response !== undefined || member?.around === undefined) continue;
      afterFrom = index + 1;
      response = await runAround(member.around, members.slice(afterFrom), context, end);
    }
    response ??= await end.answer(context);
  } catch (error) {
    response = await failWith(error, context, end);
  }
  return runAfter(members, afterFrom, response, context, end);
}

/** Runs what is inside a hook `around`, by way of that hook. Never throws. */
async function runAround(
  around: NonNullable<ChainMember["around"]>,
  inside: readonly ChainMember[],
  context: Context,
  end: ChainEnd,
): Promise<Response> {
  let running: Promise<Response> | undefined;
  let held: Response | undefined;
  const next = (): Promise<Response> => {
    if (running !== undefined) throw new TypeError("A hook around called next() a second time.");
    running = runFrom(inside, 0, undefined, context, end);
    return running.then((response) => (held = response));
  };
  let response: Response;
  try {
    const given = await around(context, next);
    if (given instanceof Response) response = given === held ? given : fillHeaders(given, end.headers);
    else response = await (running ?? Promise.reject(noAnswer()));
  } catch (error) {
    response = await failWith(error, context, end);
  }
  // Where nothing inside was run, its hooks after have seen no answer yet.
  return running === undefined ? runAfter(inside, inside.length, response, context, end) : response;
}

const noAnswer = (): Error => new TypeError("A hook around gave no Response, and did not call next().");

/** The Response that a `before` hook ended the request with. */
function admitted(context: Context, outcome: unknown, { headers }: ChainEnd): Response | undefined {
  const response = admit(context, outcome) as Response | undefined;
  return response && fillHeaders(response, headers);
}

/** What a hook `after` gave in place of an answer; the answer where that is no Response. */
function replaced(response: Response, outcome: unknown, { headers }: ChainEnd): Response {
  if (!(outcome instanceof Response) || outcome === response) return response;
  return fillHeaders(outcome, headers);
}

/** The hooks after, from the one before `from` to the first. */
async function runAfter(
  members: readonly ChainMember[],
  from: number,
  response: Response,
  context: Context,
  end: ChainEnd,
): Promise<Response> {
  let answered = response;
  for (let index = from - 1; index >= 0; index--) {
    try {
      const outcome = members[index]?.after?.(context, answered);
      if (outcome !== undefined) answered = replaced(answered, await outcome, end);
    } catch (error) {
      answered = await failWith(error, context, end);
    }
  }
  return answered;
}

/** Answers an error, which the hooks after then find in the context. */
function failWith(error: unknown, context: Context, end: ChainEnd): Response | Promise<Response> {
  context.error = error;
  return end.fail(error, context);
}
