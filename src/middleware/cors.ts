import { type Middleware, middleware } from "../define/middleware.ts";
import { type CorsOptions, checkCorsOptions } from "./cors-options.ts";
import { answerPreflight, isPreflight } from "./cors-preflight.ts";
import { isOriginOf } from "./origins.ts";

export type { CorsOptions } from "./cors-options.ts";

/**
 * Lets pages of other origins read answers (the CORS protocol, https://fetch.spec.whatwg.org/#http-cors-protocol), and
 * answers their preflights, before anything is asked for credentials.
 *
 * An origin is never taken from the request unless the list or the function names it. With `*`, the header fields are
 * constants: they cost nothing, and fast paths have them. With a list, fast paths are not readable from elsewhere.
 *
 * @throws {TypeError | RangeError} where an option does not fit; `*` and credentials together never do
 */
export function cors(options: CorsOptions = {}): Middleware {
  checkCorsOptions(options);
  const { origin: allowed = "*" } = options;
  const shared = { name: "cors", phase: "protect", options } as const;
  if (allowed === "*") {
    return middleware({
      ...shared,
      headers: { "access-control-allow-origin": "*", ...fieldsOfAnswers(options) },
      before: (c) => (isPreflight(c.request) ? answerPreflight(c, options) : undefined),
    });
  }
  const isAllowed = typeof allowed === "function" ? allowed : isOriginOf(allowed);
  const fields = Object.entries(fieldsOfAnswers(options));
  return middleware({
    ...shared,
    headers: { vary: "origin" },
    before(c) {
      if (!isPreflight(c.request)) return undefined;
      const isKnown = isAllowed(c.request.headers.get("origin") ?? "");
      return isKnown ? answerPreflight(c, options) : new Response(null, { status: 204 });
    },
    after({ request }, { headers }) {
      const origin = request.headers.get("origin");
      if (origin === null || !isAllowed(origin)) return;
      headers.set("access-control-allow-origin", origin);
      for (const [name, value] of fields) headers.set(name, value);
    },
  });
}

/** What every readable answer has beside its origin. */
const fieldsOfAnswers = ({ credentials, exposedHeaders = [] }: CorsOptions): Record<string, string> => ({
  ...(credentials ? { "access-control-allow-credentials": "true" } : {}),
  ...(exposedHeaders.length > 0 ? { "access-control-expose-headers": exposedHeaders.join(", ") } : {}),
});
