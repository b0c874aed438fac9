import type { MemoOptions } from "../cache/memo.ts";
import type { SecurityAlternative } from "../define/docs.ts";
import { type Middleware, type MiddlewareContext, middleware } from "../define/middleware.ts";
import type { ErrorCode } from "../http/error-catalogue.ts";
import { isFieldValue } from "../http/field-syntax.ts";
import { statusesOf } from "../http/error-statuses.ts";
import { declaredError } from "../http/http-error.ts";
import { isThenable } from "../runtime/reply.ts";
import { checkFunction, checkKeys, checkRange, checkType } from "./options.ts";

/** What `verify` gives: what is added to the context, or true for nothing; anything else refuses. */
export type Verified<Added> = Added | boolean | undefined | null;

/** How long verified credentials are taken without asking again. */
export interface CredentialMemo<Added extends object = object> extends MemoOptions {
  /** When the credentials themselves end: they are not taken longer than that. */
  readonly expiresAt?: (added: Added) => Date | undefined;
}

/** A guard that asks for credentials. `Given` is what its `verify` gives for valid ones. */
interface CredentialGuard<Given extends object, Added extends object> {
  readonly name: string;
  /** What it was made with. */
  readonly options: object;
  readonly security: readonly SecurityAlternative[];
  /** The codes that it answers with. */
  readonly errors: readonly ErrorCode[];
  readonly memo?: true | CredentialMemo<Added> | undefined;
  /** The credentials as one text, by which results are kept. @throws {HttpError} where there are none */
  read(context: MiddlewareContext): string;
  verify(credentials: string, context: MiddlewareContext): Verified<Given> | PromiseLike<Verified<Given>>;
  /** What is added to the context for what `verify` gave. */
  added(given: Given | true, credentials: string): Added;
  refusal(): Error;
}

/** Makes the middleware of a guard that asks for credentials. */
export function credentialGuard<Given extends object, Added extends object>(
  guard: CredentialGuard<Given, Added>,
): Middleware<Added> {
  const { memo } = guard;
  const key = (c: MiddlewareContext): string => guard.read(c);
  const accept = (verified: Verified<Given>, credentials: string): Added => {
    if (!verified) throw guard.refusal();
    return guard.added(verified, credentials);
  };
  return middleware<Added>({
    name: guard.name,
    phase: "identify",
    guards: true,
    options: guard.options,
    security: guard.security,
    errors: statusesOf(...guard.errors),
    before(c) {
      const credentials = key(c);
      const verified = guard.verify(credentials, c);
      if (!isThenable(verified)) return accept(verified, credentials);
      return Promise.resolve(verified).then((later) => accept(later, credentials));
    },
    ...(memo === undefined ? {} : { memo: { ...(memo === true ? {} : memo), key } }),
  });
}

/** The value of a WWW-Authenticate field: `Bearer realm="shop"`. */
export const challengeOf = (scheme: string, realm: string): string =>
  `${scheme} realm="${realm.replaceAll(/["\\]/g, "\\$&")}"`;

/** An error with its challenge. `received` is what the sentence of the catalogue tells of. */
export const challenged = (code: ErrorCode, challenge: string, received = ""): Error =>
  declaredError(code, received, { headers: { "www-authenticate": challenge } });

/** @throws {HttpError} 401 where there is no bearer token, 400 where the field is not exactly one */
export function readBearerToken(field: string | null, challenge: string): string {
  const token = /^bearer +([\w.~+/-]+=*)$/i.exec(field ?? "")?.[1];
  if (token !== undefined) return token;
  // Credentials of another scheme are none here.
  if (field === null || !/^bearer(?: |,|$)/i.test(field)) {
    throw challenged("missing_credentials", challenge, "an Authorization header with a bearer token");
  }
  throw challenged(
    "malformed_authorization",
    `${challenge}, error="invalid_request"`,
    "the word Bearer and one token",
  );
}

/** @throws {TypeError | RangeError} where a realm cannot stand in a challenge */
export function checkRealm(path: string, realm: unknown): void {
  checkType(typeof realm === "string", path, "text", realm);
  checkRange(isFieldValue(String(realm)), path, "visible ASCII in one line", realm);
}

/** @throws {TypeError | RangeError} where an option of a memo does not fit */
export function checkMemo(path: string, memo: true | CredentialMemo<never> | undefined): void {
  if (memo === undefined || memo === true) return;
  checkKeys(path, memo, ["ttlSeconds", "capacityEntries", "expiresAt"]);
  checkFunction(`${path}.expiresAt`, memo.expiresAt);
  for (const name of ["ttlSeconds", "capacityEntries"] as const) {
    const value: unknown = memo[name] ?? 1;
    const isPositive = typeof value === "number" && Number.isFinite(value) && value > 0;
    checkRange(isPositive, `${path}.${name}`, "a positive number", value);
  }
}
