import type { MiddlewareContext } from "../define/middleware.ts";
import { isFieldName } from "../http/field-syntax.ts";
import { routableMethods } from "../http/methods.ts";
import type { CorsOptions } from "./cors-options.ts";

/** The longest list of header fields that is repeated to a client. */
const echoLimitCharacters = 4096;

/** Whether a browser asks what it may send. Other requests with OPTIONS are the app's. */
export const isPreflight = ({ method, headers }: Request): boolean =>
  method === "OPTIONS" && headers.has("origin") && headers.has("access-control-request-method");

const asksForPrivate = ({ headers }: Request): boolean =>
  headers.get("access-control-request-private-network") === "true";

/** What may be sent. Who may is told by other header fields, as of every answer. */
export function answerPreflight(c: MiddlewareContext, options: CorsOptions): Response {
  const headers = new Headers({ "access-control-allow-methods": methodsOf(c, options).join(", ") });
  const { allowedHeaders, maxAgeSeconds, privateNetwork = false } = options;
  if (allowedHeaders === undefined) headers.set("vary", "access-control-request-headers");
  const names = allowedHeaders?.join(", ") ?? askedHeaders(c.request);
  if (names !== "") headers.set("access-control-allow-headers", names);
  if (maxAgeSeconds !== undefined) headers.set("access-control-max-age", String(maxAgeSeconds));
  if (asksForPrivate(c.request) && privateNetwork)
    headers.set("access-control-allow-private-network", "true");
  return new Response(null, { status: 204, headers });
}

/** The methods of the path. Where a route of its own takes OPTIONS, or nothing is there, they are not known. */
function methodsOf(
  { allowedMethods = [] }: MiddlewareContext,
  { methods: chosen }: CorsOptions,
): readonly string[] {
  if (allowedMethods.length === 0) return chosen ?? routableMethods;
  return chosen === undefined ? allowedMethods : allowedMethods.filter((method) => chosen.includes(method));
}

/** The header fields that a preflight asks for; none where that is no list of names, or longer than any browser's. */
export function askedHeaders({ headers }: Request): string {
  const asked = headers.get("access-control-request-headers") ?? "";
  if (asked.length > echoLimitCharacters) return "";
  const names = asked.split(",").map((name) => name.trim());
  return names.every(isFieldName) ? names.join(", ") : "";
}
