import { checkHost } from "../http/host.ts";
import { declaredError, quote } from "../http/http-error.ts";
import { Matcher } from "../http/matcher.ts";
import { type Method, refusedMethods, routableMethods } from "../http/methods.ts";
import { readTarget } from "../http/target.ts";
import { type ChainEnd, type ChainMember, resumeFailed } from "./chain.ts";
import { Context } from "./context.ts";
import { type FoldedHeaders, fillHeaders } from "./folded-headers.ts";
import type { RouteFunction, RouteTable } from "./route-table.ts";

/** One matcher for each method that some route answers: precedence is decided among the routes of a method. */
export type Matchers<T> = ReadonlyMap<string, Matcher<T>>;

/** Matchers over a table's routes. HEAD is answered by GET where it has no route of its own. */
export function createMatchers(routes: RouteTable["routes"]): Matchers<{ pattern: string; method: Method }> {
  const matchers = new Map<string, Matcher<{ pattern: string; method: Method }>>();
  const add = (method: Method, pattern: string, answering: Method): void => {
    const matcher = matchers.get(method) ?? new Matcher();
    matchers.set(method, matcher);
    matcher.add(pattern, { pattern, method: answering });
  };
  for (const [pattern, targets] of Object.entries(routes)) {
    for (const method of routableMethods) if (targets[method] !== undefined) add(method, pattern, method);
    if (targets.HEAD === undefined && targets.GET !== undefined) add("HEAD", pattern, "GET");
  }
  return matchers;
}

/** What runs around answers that no route gives. */
export interface UnroutedAround {
  readonly chain?: (context: Context, end: ChainEnd) => Response | Promise<Response>;
  /** The members of the chain, of which only the hooks after run where a target has no single reading. */
  readonly members?: readonly ChainMember[];
  readonly headers?: FoldedHeaders;
}

/** The app's own, and those of paths by their targets where they differ. */
export interface UnroutedArounds {
  readonly root: UnroutedAround;
  readonly byTarget: Readonly<Record<string, UnroutedAround>>;
}

/** Answers an error of no route. */
type Fail = (
  error: unknown,
  request: Request,
  key: undefined,
  folded: FoldedHeaders | undefined,
) => Response | Promise<Response>;

/**
 * What answers a request that no route took. It reads the canonical path and asks again: a route that answers it was
 * not reached because the target was spelled otherwise, and is refused before any hook; a path with other methods is 405.
 */
export function createFallback(
  routes: RouteTable["routes"],
  fail: Fail,
  { root, byTarget }: UnroutedArounds = { root: {}, byTarget: {} },
): RouteFunction {
  let matchers: Matchers<{ pattern: string }> | undefined;
  return (request, server) => {
    matchers ??= createMatchers(routes);
    let around = root;
    let context: Context | undefined;
    try {
      const found = readUnrouted(request, server, matchers);
      around = byTarget[found.pattern ?? ""] ?? root;
      if (around.chain === undefined) return answerUnrouted(found, request, around.headers);
      context = new Context(request, server);
      context.allowedMethods = found.allowed;
      return sendCookies(context, around.chain(context, endOf(found, fail, around)));
    } catch (error) {
      const { members = [], headers } = around;
      if (members.length === 0 || context !== undefined) return fail(error, request, undefined, headers);
      const end = endOf(undefined, fail, around);
      return resumeFailed(members, error, new Context(request, server), end);
    }
  };
}

/** What is known of a request that no route took. */
interface Unrouted {
  readonly path: string;
  readonly pattern: string | undefined;
  /** The methods of the Allow field; empty where nothing is there. */
  readonly allowed: readonly string[];
}

/** @throws {HttpError} 501, 400: what is refused before any hook */
function readUnrouted(request: Request, server: unknown, matchers: Matchers<{ pattern: string }>): Unrouted {
  const { method } = request;
  if (refusedMethods.has(method)) throw declaredError("method_not_implemented", method);
  checkHost(request, server);
  const { path } = readTarget(request.url);
  const encoded = encodeURI(path);
  const found = routableMethods.flatMap((name) => {
    const match = matchers.get(name)?.match(encoded);
    return match === undefined ? [] : [{ name, pattern: match.value.pattern }];
  });
  if (found.some(({ name }) => name === method)) throw declaredError("ambiguous_target", quote(path));
  const methods = found.map(({ name }) => name);
  // OPTIONS is answered for every path that answers anything.
  const isAdded = methods.length > 0 && !methods.includes("OPTIONS");
  return { path, pattern: found[0]?.pattern, allowed: isAdded ? [...methods, "OPTIONS"] : methods };
}

/** @throws {HttpError} 404 or 405 */
function answerUnrouted(
  { path, allowed }: Unrouted,
  { method }: Request,
  folded: FoldedHeaders | undefined,
): Response {
  if (allowed.length === 0) throw declaredError("not_found", quote(path));
  const headers = { allow: allowed.join(", ") };
  if (method === "OPTIONS") return fillHeaders(new Response(null, { status: 204, headers }), folded);
  throw declaredError("method_not_allowed", method, { headers });
}

const endOf = (found: Unrouted | undefined, fail: Fail, { headers }: UnroutedAround): ChainEnd => ({
  answer(context) {
    if (found === undefined) throw new TypeError("What is refused has no answer.");
    return answerUnrouted(found, context.request, headers);
  },
  fail: (error, context) => fail(error, context.request, undefined, headers),
  headers,
});

/** Bun sends the cookies that were changed of routed requests only. */
async function sendCookies(context: Context, answer: Response | Promise<Response>): Promise<Response> {
  const response = await answer;
  for (const field of context.ownCookieChanges()) response.headers.append("set-cookie", field);
  return response;
}
