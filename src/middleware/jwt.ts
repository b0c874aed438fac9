import { type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions, errors, jwtVerify } from "jose";
import type { MemoOptions } from "../cache/memo.ts";
import type { Middleware } from "../define/middleware.ts";
import {
  challengeOf,
  challenged,
  checkMemo,
  checkRealm,
  credentialGuard,
  readBearerToken,
} from "./credentials.ts";
import { type JwtKeySource, keyOf } from "./jwt-key.ts";
import { checkBoolean, checkFunction, checkKeys, checkRange, checkType } from "./options.ts";

export interface JwtOptions extends JwtKeySource {
  /** The algorithms that are taken, of the key's kind; what a token says of itself does not count. */
  readonly algorithms: readonly string[];
  /** Who must have issued it, one of them where there are several. Default: `iss` is not looked at. */
  readonly issuer?: string | readonly string[];
  /** Whom it must be meant for, one of them where there are several. Default: `aud` is not looked at. */
  readonly audience?: string | readonly string[];
  /** Whether a token must have an end, `exp`. Default true. */
  readonly requireExpiry?: boolean;
  /** How far clocks may be apart, for `exp` and `nbf`. Default 0. */
  readonly clockToleranceSeconds?: number;
  /** What the token is for, told in the challenge. Default `api`. */
  readonly realm?: string;
  /**
   * Keeps what a token says, by its digest, and no longer than it lasts: its signature is not checked again meanwhile. True for
   * the defaults. Refusals are not kept. Default: nothing is.
   */
  readonly memo?: true | MemoOptions;
  /** The time. Default: the machine's. */
  readonly now?: () => Date;
}

/** What is added to the context. */
export interface WithJwt {
  /** The claims of the token. They are checked as a whole no further: validate those that you read. */
  readonly jwt: JWTPayload;
  /** Those of the claim `scope` (RFC 8693 §4.2), or `scp`: `requireScopes` takes them. */
  readonly scopes: readonly string[];
}

/**
 * Lets only requests with a valid JSON Web Token through (RFC 7519), sent as a bearer token. It is a guard: leaving it out
 * is a build error, unless that is written out. Its answers are those of `bearer`; all that is wrong with a token is 401
 * `invalid_token`. Where the keys of `jwks` cannot be read it is 503 `keys_unavailable`.
 *
 * Signatures are checked by [jose](https://github.com/panva/jose), which has to be installed beside.
 *
 * @example
 * ```ts
 * app().use(jwt({ jwks: "https://id.example/keys", algorithms: ["ES256"], issuer: "https://id.example", audience: "shop" }))
 * ```
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function jwt(options: JwtOptions): Middleware<WithJwt> {
  checkOptions(options);
  const { realm = "api", now = () => new Date() } = options;
  const key = keyOf(options, options.algorithms);
  const expected = expectedOf(options);
  const challenge = challengeOf("Bearer", realm);
  // The two calls differ for the type checker only.
  const verified = (token: string) => {
    const checks = { ...expected, currentDate: now() };
    return typeof key === "function"
      ? jwtVerify(token, key satisfies JWTVerifyGetKey, checks)
      : jwtVerify(token, key, checks);
  };
  return credentialGuard<WithJwt, WithJwt>({
    name: "jwt",
    options,
    security: [{ jwt: { type: "http", scheme: "bearer", bearerFormat: "JWT" } }],
    errors: [
      "malformed_authorization",
      "missing_credentials",
      "invalid_token",
      ...(options.jwks === undefined ? [] : ["keys_unavailable" as const]),
    ],
    memo: options.memo && { ...(options.memo === true ? {} : options.memo), expiresAt: endOf(now) },
    read: ({ request }) => readBearerToken(request.headers.get("authorization"), challenge),
    verify: (token) => verified(token).then(addedBy, refusedFor),
    added: (given) => given as WithJwt,
    refusal: () => challenged("invalid_token", `${challenge}, error="invalid_token"`),
  });
}

function expectedOf(options: JwtOptions): JWTVerifyOptions {
  const { algorithms, issuer, audience, requireExpiry = true, clockToleranceSeconds = 0 } = options;
  return {
    algorithms: [...algorithms],
    clockTolerance: clockToleranceSeconds,
    requiredClaims: requireExpiry ? ["exp"] : [],
    ...(issuer === undefined ? {} : { issuer: [issuer].flat() }),
    ...(audience === undefined ? {} : { audience: [audience].flat() }),
  };
}

const addedBy = ({ payload }: { readonly payload: JWTPayload }): WithJwt => ({
  jwt: payload,
  scopes: scopesOf(payload.scope ?? payload.scp),
});

/** When a token ends, on the machine's clock, by which results are kept: that of the option `now` can be another. */
const endOf =
  (now: () => Date) =>
  ({ jwt: { exp } }: WithJwt): Date | undefined =>
    exp === undefined ? undefined : new Date(Date.now() + exp * 1000 - now().getTime());

function scopesOf(claim: unknown): readonly string[] {
  const list: readonly unknown[] = typeof claim === "string" ? claim.split(" ") : [claim].flat();
  return list.filter((scope) => typeof scope === "string" && scope !== "") as string[];
}

/** What is wrong with the token refuses it; anything else is no fault of the client's. */
function refusedFor(error: unknown): undefined {
  if (!(error instanceof errors.JOSEError)) throw error;
}

const known =
  "secret publicKey jwks algorithms issuer audience requireExpiry clockToleranceSeconds realm memo now".split(
    " ",
  );

function checkOptions(options: JwtOptions): void {
  checkKeys("jwt", options, known);
  for (const name of ["issuer", "audience"] as const) {
    const names: unknown[] = [options[name] ?? "none"].flat();
    const isFit = names.length > 0 && names.every((each) => typeof each === "string" && each !== "");
    checkType(isFit, `jwt.${name}`, "text, or a list of texts", options[name]);
  }
  const { clockToleranceSeconds = 0 } = options;
  const isTolerance = Number.isFinite(clockToleranceSeconds) && clockToleranceSeconds >= 0;
  checkRange(isTolerance, "jwt.clockToleranceSeconds", "seconds, 0 or more", clockToleranceSeconds);
  checkBoolean("jwt.requireExpiry", options.requireExpiry);
  checkRealm("jwt.realm", options.realm ?? "api");
  if (options.memo !== undefined && options.memo !== true)
    checkKeys("jwt.memo", options.memo, ["ttlSeconds", "capacityEntries"]);
  checkMemo("jwt.memo", options.memo);
  checkFunction("jwt.now", options.now);
}
