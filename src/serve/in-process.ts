import { withDeclaredBody } from "../http/declared-body.ts";
import { isHost } from "../http/host.ts";
import { appError, quote } from "../http/http-error.ts";
import { type Method, refusedMethods } from "../http/methods.ts";
import { problemResponse } from "../http/problem.ts";
import { malformed, splitTarget } from "../http/target.ts";
import { answerConstant } from "../runtime/constant.ts";
import { addCookies } from "../runtime/cookies.ts";
import { type Matchers, createMatchers } from "../runtime/fallback.ts";
import { decodeParameters } from "../runtime/parameters.ts";
import type { RouteFunction, RouteTable } from "../runtime/route-table.ts";

/** A route of the table, as the matchers name it. */
interface RouteName {
  readonly pattern: string;
  readonly method: Method;
}

const matchersOf = new WeakMap<RouteTable, Matchers<RouteName>>();

/**
 * Answers a Request as the wire would answer its target. What the URL parser resolved when the Request was made (dot
 * segments, backslashes) is not seen.
 */
export async function answerRequest(table: RouteTable, request: Request): Promise<Response> {
  const { path } = splitTarget(request.url);
  return dispatch(table, request, path.replace(/#.*$/s, ""));
}

/**
 * Answers a request target as it would be sent: `/users/1?full=true`, or an absolute URL. Targets and methods that
 * Bun's parser refuses by closing the connection, or with a bare 400, are problems here.
 */
export async function answerTarget(
  table: RouteTable,
  target: string,
  init: RequestInit = {},
): Promise<Response> {
  try {
    // CONNECT alone names no path: it is refused whatever its target.
    if (isRefused(init.method)) return await table.fallback(createRequest("/", init), undefined);
    const rest = withoutAuthority(target);
    // What Bun's parser takes for the end of the target.
    if (!rest.startsWith("/") || /[\0-\x20]/.test(target)) throw malformed(`${quote(target)} is no path`);
    const request = createRequest(rest, init);
    return await dispatch(table, request, rest.replace(/\?.*$/s, ""));
  } catch (error) {
    if (error instanceof Error && "code" in error && "status" in error)
      return problemResponse(error as never);
    throw error;
  }
}

/** Path and query of a target. As in Bun's parser, the authority of an absolute URL ends at its first `/` or `?`. */
function withoutAuthority(target: string): string {
  const authority = /^https?:\/\/[^/?]*/i.exec(target)?.[0];
  if (authority === undefined) return target;
  const rest = target.slice(authority.length);
  return rest.startsWith("/") ? rest : `/${rest}`;
}

const isRefused = (method = "GET"): boolean => refusedMethods.has(method.toUpperCase());

function createRequest(target: string, init: RequestInit): Request {
  const method = (init.method ?? "GET").toUpperCase();
  const host = new Headers(init.headers).get("host");
  const request = new Request(`http://${host !== null && isHost(host) ? host : "localhost"}${target}`, {
    ...init,
    method,
  });
  // A method that Request does not know becomes GET.
  if (request.method !== method) throw appError("method_not_implemented", quote(method));
  return request;
}

async function dispatch(table: RouteTable, request: Request, path: string): Promise<Response> {
  const response = await answerPath(table, withDeclaredBody(request), path);
  if (request.method !== "HEAD") return response;
  // As Bun does: what makes a stream is told that nobody reads it.
  await response.body?.cancel();
  return new Response(null, response);
}

function answerPath(table: RouteTable, request: Request, path: string): Response | Promise<Response> {
  const matchers = matchersOf.get(table) ?? createMatchers(table.routes, table.createPathCache);
  matchersOf.set(table, matchers);
  const match = matchers.get(request.method)?.match(path);
  if (match === undefined) return table.fallback(request, undefined);
  const { pattern, method } = match.value;
  const target = table.routes[pattern]?.[method];
  if (target === undefined) return table.fallback(request, undefined);
  if (target instanceof Response) return answerConstant(request, target);
  if (typeof target !== "function")
    throw new TypeError(
      `${method} ${pattern} is an HTML import, which only Bun's server answers: listen, and fetch it.`,
    );
  // On the wire Bun makes no URL of such a Host; a URL was needed to make the Request here.
  const host = request.headers.get("host");
  if (host !== null && !isHost(host)) return table.fallback(request, undefined);
  const params = decodeParameters(pattern, match.parameters);
  // One Request may be asked several times.
  Object.defineProperty(request, "params", { value: params, configurable: true });
  return withCookies(request, target);
}

/** Gives a request the map that Bun would give it, and sends what was changed in it, as Bun does. */
async function withCookies(request: Request, target: RouteFunction): Promise<Response> {
  const cookies = new Bun.CookieMap(request.headers.get("cookie") ?? "");
  Object.defineProperty(request, "cookies", { value: cookies, configurable: true });
  return addCookies(await target(request, undefined), cookies.toSetCookieHeaders());
}
