import { checkHost } from "../http/host.ts";
import { declaredError, quote } from "../http/http-error.ts";
import { Matcher } from "../http/matcher.ts";
import { type Method, refusedMethods, routableMethods } from "../http/methods.ts";
import { readTarget } from "../http/target.ts";
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

/**
 * What answers a request that no route took. It reads the canonical path and asks again: a route that answers it was
 * not reached because the target was spelled otherwise, and is refused; a path with other methods is 405.
 */
export function createFallback(
  routes: RouteTable["routes"],
  fail: (error: unknown, request: Request) => Response | Promise<Response>,
): RouteFunction {
  let matchers: Matchers<unknown> | undefined;
  return (request, server) => {
    try {
      matchers ??= createMatchers(routes);
      return answerUnrouted(request, server, matchers);
    } catch (error) {
      return fail(error, request);
    }
  };
}

/** @throws {HttpError} 501, 400, 404 or 405 */
function answerUnrouted(request: Request, server: unknown, matchers: Matchers<unknown>): Response {
  const { method } = request;
  if (refusedMethods.has(method)) throw declaredError("method_not_implemented", method);
  checkHost(request, server);
  const { path } = readTarget(request.url);
  const routed = methodsOf(path, matchers);
  if (routed.length === 0) throw declaredError("not_found", quote(path));
  if (routed.includes(method)) throw declaredError("ambiguous_target", quote(path));
  // OPTIONS is answered for every path that answers anything.
  const allowed = routed.includes("OPTIONS") ? routed : [...routed, "OPTIONS"];
  const headers = { allow: allowed.join(", ") };
  if (method === "OPTIONS") return new Response(null, { status: 204, headers });
  throw declaredError("method_not_allowed", method, { headers });
}

/** The methods that have a route for a canonical path. */
function methodsOf(path: string, matchers: Matchers<unknown>): string[] {
  const encoded = encodeURI(path);
  return routableMethods.filter((method) => matchers.get(method)?.match(encoded) !== undefined);
}
