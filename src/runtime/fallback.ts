import { checkHost, checkUrlHost } from "../http/host.ts";
import { appError, quote } from "../http/http-error.ts";
import { Matcher } from "../http/matcher.ts";
import { type Method, refusedMethods, routableMethods } from "../http/methods.ts";
import type { PathCache } from "../http/path-cache.ts";
import { Refusal } from "../http/refusal.ts";
import { readTarget } from "../http/target.ts";
import { type ChainEnd, type ChainMember, resumeFailed } from "./chain.ts";
import { Context } from "./context.ts";
import { addCookies } from "./cookies.ts";
import { type FoldedHeaders, fillHeaders } from "./folded-headers.ts";
import type { RouteFunction, RouteTable } from "./route-table.ts";

/** One matcher for each method that some route answers: precedence is decided among the routes of a method. */
export type Matchers<T> = ReadonlyMap<string, Matcher<T>>;

/** Matchers over a table's routes. HEAD is answered by GET where it has no route of its own. */
export function createMatchers(
  routes: RouteTable["routes"],
  createCache?: () => PathCache,
): Matchers<{ pattern: string; method: Method }> {
  const matchers = new Map<string, Matcher<{ pattern: string; method: Method }>>();
  const add = (method: Method, pattern: string, answering: Method): void => {
    const matcher = matchers.get(method) ?? new Matcher(createCache?.());
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

/** Answers an error of no route, or a refusal. */
type Fail = (
  error: unknown,
  request: Request,
  key: undefined,
  folded: FoldedHeaders | undefined,
) => Response | Promise<Response>;

/**
 * What answers a request that no route took. It reads the canonical path and asks again: a route that answers it was
 * not reached because the target was spelled otherwise, and is refused before any hook; a path with other methods is 405.
 *
 * @param createCache makes what remembers the paths of a method
 * @param override gives a POST the method that it stands for
 */
export function createFallback(
  routes: RouteTable["routes"],
  fail: Fail,
  { root, byTarget }: UnroutedArounds = { root: {}, byTarget: {} },
  createCache?: () => PathCache,
  override?: { apply(request: Request): unknown },
): RouteFunction {
  let paths: Paths | undefined;
  return (request, server) => {
    paths ??= createPaths(routes, createCache);
    let found: Unrouted;
    let around: UnroutedAround;
    try {
      found = readUnrouted(request, server, paths, override);
      around = byTarget[found.pattern ?? ""] ?? root;
      // Middleware may read the field. To read one makes Bun copy all of them.
      if (around.chain !== undefined) checkHost(request, server);
    } catch (error) {
      return refuse(error, new Context(request, server), fail, root);
    }
    const { chain, headers } = around;
    if (chain === undefined) {
      const answer = answerUnrouted(found, request, headers);
      return answer instanceof Refusal ? fail(answer, request, undefined, headers) : answer;
    }
    const context = new Context(request, server);
    context.allowedMethods = found.allowed;
    const answer = (): Response => {
      const given = answerUnrouted(found, context.request, headers);
      if (given instanceof Refusal) throw given.toError();
      return given;
    };
    return sendCookies(context, chain(context, endOf(answer, fail, headers)));
  };
}

/** Answers what is refused before any hook `before`. */
function refuse(
  error: unknown,
  context: Context,
  fail: Fail,
  { members = [], headers }: UnroutedAround,
): Response | Promise<Response> {
  if (members.length === 0) return fail(error, context.request, undefined, headers);
  const answer = (): never => {
    throw error;
  };
  const end = endOf(answer, fail, headers);
  return sendCookies(context, resumeFailed(members, error, context, end));
}

/** The patterns of a table: those of each method, and all of them together. */
interface Paths {
  readonly matchers: Matchers<unknown>;
  readonly patterns: Matcher<string>;
}

function createPaths(routes: RouteTable["routes"], createCache: (() => PathCache) | undefined): Paths {
  const patterns = new Matcher<string>(createCache?.());
  for (const pattern of Object.keys(routes)) patterns.add(pattern, pattern);
  return { matchers: createMatchers(routes, createCache), patterns };
}

/** What is known of a request that no route took. */
interface Unrouted {
  readonly path: string;
  /** The most special one that the path matches, whatever method it is for. */
  readonly pattern: string | undefined;
  /** The methods of the Allow field; empty where nothing is there. */
  readonly allowed: readonly string[];
}

/** @throws {HttpError} 501, 400: what is refused before any hook */
function readUnrouted(
  request: Request,
  server: unknown,
  { matchers, patterns }: Paths,
  override: { apply(request: Request): unknown } | undefined,
): Unrouted {
  const sent = request.method;
  if (refusedMethods.has(sent)) throw appError("method_not_implemented", sent);
  // The URL of an in-process request does not come from its field.
  if (server === undefined) checkHost(request, server);
  else checkUrlHost(request);
  const { path } = readTarget(request.url);
  if (sent === "POST") override?.apply(request);
  const encoded = encodeURI(path);
  const pattern = patterns.match(encoded)?.value;
  // Most of what no route takes is no path of any: then no method need be asked for.
  if (pattern === undefined) return { path, pattern, allowed: [] };
  const methods = routableMethods.filter((name) => matchers.get(name)?.match(encoded) !== undefined);
  const { method } = request;
  if (methods.some((name) => name === method)) throw appError("ambiguous_target", quote(path));
  // OPTIONS is answered for every path that answers anything.
  const isAdded = methods.length > 0 && !methods.includes("OPTIONS");
  const allowed = isAdded ? [...methods, "OPTIONS"] : methods;
  return { path, pattern, allowed };
}

/** The answer to OPTIONS of a path that there is; otherwise why there is none: 404 or 405. */
function answerUnrouted(
  { path, allowed }: Unrouted,
  { method }: Request,
  folded: FoldedHeaders | undefined,
): Response | Refusal {
  if (allowed.length === 0) return new Refusal("not_found", quote(path));
  const headers = { allow: allowed.join(", ") };
  if (method === "OPTIONS") return fillHeaders(new Response(null, { status: 204, headers }), folded);
  return new Refusal("method_not_allowed", method, headers);
}

const endOf = (answer: () => Response, fail: Fail, headers: FoldedHeaders | undefined): ChainEnd => ({
  answer,
  fail: (error, context) => fail(error, context.request, undefined, headers),
  headers,
});

/** Bun sends the cookies that were changed of routed requests only. */
async function sendCookies(context: Context, answer: Response | Promise<Response>): Promise<Response> {
  return addCookies(await answer, context.ownCookieChanges());
}
