import type { MemoOptions } from "../cache/memo.ts";
import { type Middleware, type MiddlewareContext, middleware } from "../define/middleware.ts";
import type { ErrorCode } from "../http/error-catalogue.ts";
import { isFieldValue } from "../http/field-syntax.ts";
import { declaredError } from "../http/http-error.ts";
import { isThenable } from "../runtime/reply.ts";
import { checkFunction, checkKeys, checkRange, checkType } from "./options.ts";

/** What `verify` gives: what is added to the context, or true for nothing; anything else refuses the token. */
type Verified<Added> = Added | boolean | undefined | null;

export interface BearerOptions<Added extends object = object> {
  /** Looks a token up. With `memo`, what it gives must depend on the token alone. Compare secrets with `constantTimeEqual`. */
  readonly verify: (token: string, context: MiddlewareContext) => Verified<Added> | Promise<Verified<Added>>;
  /** What the token is for, told in the challenge. Default `api`. */
  readonly realm?: string;
  /** Keeps what `verify` gave, by the token's digest; true for the defaults. Refusals are not kept. Default: nothing is. */
  readonly memo?: true | BearerMemo<Added>;
}

/** How long a verified token is taken without asking again. */
export interface BearerMemo<Added extends object = object> extends MemoOptions {
  /** When the token itself ends: it is not taken longer than that. */
  readonly expiresAt?: (added: Added) => Date | undefined;
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
  const { verify, realm = "api", memo } = options;
  const challenge = `Bearer realm="${realm.replaceAll(/["\\]/g, "\\$&")}"`;
  const accept = (verified: Verified<Added>): Added => {
    if (verified === true) return {} as Added;
    if (!verified) throw refusal("invalid_token", `${challenge}, error="invalid_token"`);
    return verified;
  };
  const key = ({ request }: MiddlewareContext): string =>
    readToken(request.headers.get("authorization"), challenge);
  return middleware<Added>({
    name: "bearer",
    phase: "identify",
    guards: true,
    options,
    before(c) {
      const verified = verify(key(c), c);
      return isThenable(verified) ? Promise.resolve(verified).then(accept) : accept(verified);
    },
    ...(memo === undefined ? {} : { memo: { ...(memo === true ? {} : memo), key } }),
  });
}

/** @throws {HttpError} 401 where there is no bearer token, 400 where the field is not exactly one */
function readToken(field: string | null, challenge: string): string {
  const token = /^bearer +([\w.~+/-]+=*)$/i.exec(field ?? "")?.[1];
  if (token !== undefined) return token;
  // Credentials of another scheme are none here.
  if (field === null || !/^bearer(?: |,|$)/i.test(field)) throw refusal("missing_credentials", challenge);
  throw refusal("malformed_authorization", `${challenge}, error="invalid_request"`);
}

const refusal = (code: ErrorCode, challenge: string): Error =>
  declaredError(code, "", { headers: { "www-authenticate": challenge } });

function checkOptions<Added extends object>(options: BearerOptions<Added>): void {
  checkKeys("bearer", options, ["verify", "realm", "memo"]);
  const { verify, realm = "api", memo } = options;
  checkType(typeof verify === "function", "bearer.verify", "a function", verify);
  checkType(typeof realm === "string", "bearer.realm", "text", realm);
  checkRange(isFieldValue(realm), "bearer.realm", "visible ASCII in one line", realm);
  if (memo === undefined || memo === true) return;
  checkKeys("bearer.memo", memo, ["ttlSeconds", "capacityEntries", "expiresAt"]);
  checkFunction("bearer.memo.expiresAt", memo.expiresAt);
  for (const name of ["ttlSeconds", "capacityEntries"] as const) {
    const value: unknown = memo[name] ?? 1;
    const isPositive = typeof value === "number" && Number.isFinite(value) && value > 0;
    checkRange(isPositive, `bearer.memo.${name}`, "a positive number", value);
  }
}
