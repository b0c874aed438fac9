import { type Middleware, type MiddlewareContext, middleware } from "../define/middleware.ts";
import { statusesOf } from "../http/error-statuses.ts";
import { challengeOf, challenged, checkRealm } from "./credentials.ts";
import { checkFunction, checkKeys, checkRange, checkType } from "./options.ts";

/** Scopes as a list, or as the text with spaces that tokens have them in (RFC 8693 §4.2). */
export type GrantedScopes = string | readonly string[];

export interface RequireScopesOptions {
  /** The scopes that are needed, all of them. */
  readonly scopes: readonly string[];
  /** The scopes of who asks. Default: `c.scopes`, or else `c.scope`, where an earlier guard added one. */
  readonly from?: (context: MiddlewareContext) => GrantedScopes | undefined;
  /** What the scopes are for, told in the challenge. Default `api`. */
  readonly realm?: string;
}

/**
 * Lets requests in whose credentials have all the scopes that are named; others are 403 `insufficient_scope`, with the
 * challenge of RFC 6750 §3.1, as are those that have no scopes at all. It is a guard: leaving it out is a build error,
 * unless that is written out. That of a group and that of a route in it add up.
 *
 * @example
 * ```ts
 * app()
 *   .use(bearer({ verify: (token) => tokens.get(token) })) // { scopes: ["orders:read"] }
 *   .get("/orders", { use: [requireScopes({ scopes: ["orders:read"] })] }, () => orders.list())
 * ```
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function requireScopes(options: RequireScopesOptions): Middleware {
  checkOptions(options);
  const { scopes, from = scopesOf, realm = "api" } = options;
  const needed = [...scopes];
  const challenge = `${challengeOf("Bearer", realm)}, error="insufficient_scope", scope="${needed.join(" ")}"`;
  return middleware({
    name: "requireScopes",
    phase: "admit",
    guards: true,
    multiple: true,
    options,
    scopes: needed,
    errors: statusesOf("insufficient_scope"),
    before(c) {
      const granted = listOf(from(c));
      const isMissing = needed.some((scope) => !granted.includes(scope));
      if (isMissing) throw challenged("insufficient_scope", challenge, needed.join(" "));
    },
  });
}

function scopesOf(c: MiddlewareContext): GrantedScopes | undefined {
  const { scopes, scope } = c as { readonly scopes?: GrantedScopes; readonly scope?: GrantedScopes };
  return scopes ?? scope;
}

/** A list and nothing else: `includes` of a text would find `read` in `spread`. */
function listOf(granted: unknown): readonly unknown[] {
  if (typeof granted === "string") return granted.split(" ");
  return Array.isArray(granted) ? granted : [];
}

function checkOptions(options: RequireScopesOptions): void {
  checkKeys("requireScopes", options, ["scopes", "from", "realm"]);
  const { scopes, from, realm = "api" } = options;
  const isList = Array.isArray(scopes);
  checkType(isList, "requireScopes.scopes", "a list of scopes", scopes);
  // Without any it would be a guard by name only.
  checkRange(scopes.length > 0, "requireScopes.scopes", "at least one scope", scopes);
  for (const [index, scope] of scopes.entries()) {
    const path = `requireScopes.scopes[${index}]`;
    checkType(typeof scope === "string", path, "text", scope);
    checkRange(isScope(scope), path, "visible ASCII without spaces, quotes and backslashes", scope);
  }
  checkFunction("requireScopes.from", from);
  checkRealm("requireScopes.realm", realm);
}

/** scope-token of RFC 6749 §3.3. */
const isScope = (text: string): boolean => /^[!#-[\]-~]+$/.test(text);
