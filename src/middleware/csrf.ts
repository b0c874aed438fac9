import { type Middleware, type MiddlewareContext, middleware } from "../define/middleware.ts";
import { declaredError, quote } from "../http/http-error.ts";
import { methodsWithBody } from "../http/methods.ts";
import { clientOf } from "./client.ts";
import { checkKeys } from "./options.ts";
import { checkOrigins, isOriginOf } from "./origins.ts";

export interface CsrfOptions {
  /** Other origins whose pages may send requests, as browsers send them: `https://app.example.com`. Default: none. */
  readonly origins?: readonly string[];
}

/** Methods that change nothing (RFC 9110 §9.2.1). */
const safeMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses what pages of other sites make a browser send in its user's name: 403 `cross_site_request` for every method
 * but GET, HEAD and OPTIONS, whatever the content type. It is a guard: leaving it out is a build error, unless that is
 * written out.
 *
 * The browser itself tells where a request comes from, by `Sec-Fetch-Site`, or by `Origin` where it has no such field.
 * What has neither field is sent by no browser of today, and has no cookies of a user to misuse: it is let through.
 *
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function csrf(options: CsrfOptions = {}): Middleware {
  checkKeys("csrf", options, ["origins"]);
  const { origins = [] } = options;
  checkOrigins("csrf.origins", origins);
  const isListed = isOriginOf(origins);
  return middleware({
    name: "csrf",
    phase: "protect",
    guards: true,
    order: { after: ["trustProxy"] },
    options,
    errors: { cross_site_request: { status: 403, methods: [...methodsWithBody] } },
    before(c) {
      if (safeMethods.has(c.request.method)) return;
      const origin = c.request.headers.get("origin");
      if (isOwn(c, origin) || (origin !== null && isListed(origin))) return;
      throw declaredError("cross_site_request", senderOf(origin));
    },
  });
}

/** Whether a request comes from the app's own pages, from the user, or from no browser. */
function isOwn(c: MiddlewareContext, origin: string | null): boolean {
  const site = c.request.headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin" || site === "none";
  return origin === null || origin === ownOriginOf(c);
}

/** Behind a trusted proxy, the origin that the client asked. */
function ownOriginOf(c: MiddlewareContext): string {
  const client = clientOf(c);
  return client === undefined ? c.url.origin : new URL(`${client.protocol}://${client.host}`).origin;
}

const senderOf = (origin: string | null): string =>
  origin === null || origin === "null" ? "another site" : quote(origin);
