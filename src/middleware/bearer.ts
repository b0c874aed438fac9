import type { Middleware, MiddlewareContext } from "../define/middleware.ts";
import {
  type CredentialMemo,
  type Verified,
  challengeOf,
  challenged,
  checkMemo,
  checkRealm,
  credentialGuard,
  readBearerToken,
} from "./credentials.ts";
import { checkKeys, checkType } from "./options.ts";

export interface BearerOptions<Added extends object = object> {
  /** Looks a token up. With `memo`, what it gives must depend on the token alone. Compare secrets with `constantTimeEqual`. */
  readonly verify: (token: string, context: MiddlewareContext) => Verified<Added> | Promise<Verified<Added>>;
  /** What the token is for, told in the challenge. Default `api`. */
  readonly realm?: string;
  /** Keeps what `verify` gave, by the token's digest; true for the defaults. Refusals are not kept. Default: nothing is. */
  readonly memo?: true | CredentialMemo<Added>;
}

/**
 * Lets only requests with a valid bearer token through (RFC 6750). It is a guard: leaving it out is a build error, unless
 * that is written out. Without a token 401 `missing_credentials`, with one that `verify` refuses 401 `invalid_token`, and
 * where the field is malformed 400 `malformed_authorization`, each with its challenge.
 *
 * @example
 * ```ts
 * app().use(bearer({ verify: (token) => sessions.find(token), memo: { ttlSeconds: 60 } }))
 * ```
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function bearer<Added extends object = object>(options: BearerOptions<Added>): Middleware<Added> {
  checkOptions(options);
  const { verify, realm = "api" } = options;
  const challenge = challengeOf("Bearer", realm);
  return credentialGuard<Added, Added>({
    name: "bearer",
    options,
    security: [{ bearer: { type: "http", scheme: "bearer" } }],
    errors: ["malformed_authorization", "missing_credentials", "invalid_token"],
    memo: options.memo,
    read: ({ request }) => readBearerToken(request.headers.get("authorization"), challenge),
    verify,
    added: (given) => (given === true ? ({} as Added) : given),
    refusal: () => challenged("invalid_token", `${challenge}, error="invalid_token"`),
  });
}

function checkOptions<Added extends object>(options: BearerOptions<Added>): void {
  checkKeys("bearer", options, ["verify", "realm", "memo"]);
  const { verify, realm = "api", memo } = options;
  checkType(typeof verify === "function", "bearer.verify", "a function", verify);
  checkRealm("bearer.realm", realm);
  checkMemo("bearer.memo", memo);
}
