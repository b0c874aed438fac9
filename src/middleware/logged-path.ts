import type { MiddlewareContext } from "../define/middleware.ts";
import { sentTarget } from "./sent-target.ts";

/** The canonical path of a request, or what was sent where that has no single reading. Never throws. */
export function loggedPath(c: MiddlewareContext, withQuery: boolean): string {
  const path = isWhole(c.route) ? c.route : canonicalPath(c);
  return withQuery ? path + queryOf(c.request.url) : path;
}

/** Whether a route's pattern is the path itself: its URL, which is dear to read, need not be. */
const isWhole = (route: string | undefined): route is string =>
  route !== undefined && !route.includes(":") && !route.endsWith("*");

function canonicalPath(c: MiddlewareContext): string {
  try {
    return c.path;
  } catch {
    return sentTarget(c.request.url).path;
  }
}

/** With its `?`; empty where there is none. */
function queryOf(url: string): string {
  const mark = url.indexOf("?");
  return mark === -1 ? "" : url.slice(mark);
}
