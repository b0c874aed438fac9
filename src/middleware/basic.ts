import type { Middleware, MiddlewareContext } from "../define/middleware.ts";
import { constantTimeFinder } from "../http/constant-time.ts";
import {
  type CredentialMemo,
  type Verified,
  challengeOf,
  challenged,
  checkMemo,
  checkRealm,
  credentialGuard,
} from "./credentials.ts";
import { checkFunction, checkKeys, checkRange, checkSecret, checkType } from "./options.ts";

export interface BasicOptions<Added extends object = object> {
  /** Passwords by user name. Either this or `verify`. */
  readonly users?: Readonly<Record<string, string>>;
  /** Looks a user up, and gives what is added to the context beside the name, or true for nothing. Compare secrets with `constantTimeEqual`, or `Bun.password.verify`. */
  readonly verify?: (
    user: string,
    password: string,
    context: MiddlewareContext,
  ) => Verified<Added> | Promise<Verified<Added>>;
  /** What the password is for, shown by browsers. Default `api`. */
  readonly realm?: string;
  /** Keeps what `verify` gave, by a digest of both; true for the defaults. Refusals are not kept. Default: nothing is. */
  readonly memo?: true | CredentialMemo<WithUser<Added>>;
}

/** What {@link basic} adds to the context. */
export interface BasicUser {
  /** The name of the user. */
  readonly user: string;
}

/** The name of the user, unless `verify` gives a `user` of its own, and what it gives. */
type WithUser<Added> = Omit<BasicUser, keyof Added> & Added;

/**
 * Lets only requests with a user's name and password through (RFC 7617, in UTF-8). It is a guard: leaving it out is a
 * build error, unless that is written out. Without them 401 `missing_credentials`, with wrong ones 401
 * `invalid_credentials`, and where the field is malformed 400 `malformed_authorization`, each with its challenge.
 *
 * @example
 * ```ts
 * app().use(basic({ users: { ann: "s3cret" }, realm: "reports" }))
 * ```
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function basic<Added extends object = object>(
  options: BasicOptions<Added>,
): Middleware<WithUser<Added>> {
  checkOptions(options);
  const { users = {}, realm = "api" } = options;
  const challenge = `${challengeOf("Basic", realm)}, charset="UTF-8"`;
  const verify = options.verify ?? isOneOf(users);
  return credentialGuard<Added, WithUser<Added>>({
    name: "basic",
    options,
    security: [{ basic: { type: "http", scheme: "basic" } }],
    errors: ["malformed_authorization", "missing_credentials", "invalid_credentials"],
    memo: options.memo,
    read: ({ request }) => readPair(request.headers.get("authorization"), challenge),
    verify: (pair, c) => verify(userOf(pair), pair.slice(userOf(pair).length + 1), c),
    added: (given, pair) => withUser(userOf(pair), given === true ? ({} as Added) : given),
    refusal: () => challenged("invalid_credentials", challenge),
  });
}

const withUser = <Added extends object>(user: string, added: Added): WithUser<Added> => ({ user, ...added });

/** A name has no colon, so that a pair has one reading. */
const userOf = (pair: string): string => pair.slice(0, pair.indexOf(":"));

function isOneOf(users: Readonly<Record<string, string>>): (user: string, password: string) => boolean {
  const pairs = Object.entries(users).map(([user, password]) => `${user}:${password}`.normalize("NFC"));
  const find = constantTimeFinder(pairs);
  return (user, password) => find(`${user}:${password}`) !== -1;
}

/**
 * Reads `user:password`.
 *
 * @throws {HttpError} 401 where there are no such credentials, 400 where they cannot be read
 */
function readPair(field: string | null, challenge: string): string {
  const [, encoded] = /^basic +([a-z\d+/]+=*)$/i.exec(field ?? "") ?? [];
  if (encoded === undefined && !/^basic(?: |,|$)/i.test(field ?? "")) {
    throw challenged(
      "missing_credentials",
      challenge,
      "an Authorization header with a user name and a password",
    );
  }
  const pair = encoded === undefined ? undefined : decode(encoded);
  if (pair !== undefined && isPair(pair)) return pair.normalize("NFC");
  throw challenged(
    "malformed_authorization",
    challenge,
    "the word Basic and base64 of user:password in UTF-8",
  );
}

/** Undefined for what is no base64, or no UTF-8. */
function decode(encoded: string): string | undefined {
  try {
    const bytes = Uint8Array.fromBase64(encoded, { lastChunkHandling: "strict" });
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Neither part has control characters (RFC 7617 §2). */
const isPair = (text: string): boolean => text.includes(":") && !/\p{Cc}/u.test(text);

function checkOptions<Added extends object>(options: BasicOptions<Added>): void {
  checkKeys("basic", options, ["users", "verify", "realm", "memo"]);
  const { users, verify, realm = "api", memo } = options;
  checkFunction("basic.verify", verify);
  checkRange((users === undefined) !== (verify === undefined), "basic", "either users or verify", options);
  checkUsers(users ?? { any: "one" });
  checkRealm("basic.realm", realm);
  checkMemo("basic.memo", memo);
}

function checkUsers(users: unknown): void {
  const isObject = typeof users === "object" && users !== null && !Array.isArray(users);
  checkType(isObject, "basic.users", "an object of passwords by user name", users);
  const entries = Object.entries(users as object);
  checkRange(entries.length > 0, "basic.users", "at least one user", users);
  for (const [user, password] of entries) {
    checkRange(isPair(`${user}:`) && !user.includes(":"), "basic.users", "names without a colon", user);
    const isPassword = typeof password === "string" && password !== "" && isPair(`:${password}`);
    checkSecret(
      isPassword,
      `basic.users[${JSON.stringify(user)}]`,
      "text without control characters",
      password,
    );
  }
}
