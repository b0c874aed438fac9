import { type KeyObject, createPublicKey } from "node:crypto";
import { type JWK, type JWTVerifyGetKey, createRemoteJWKSet, errors } from "jose";
import { declaredError } from "../http/http-error.ts";
import { checkRange, checkSecret, checkType } from "./options.ts";

/** Algorithms with a shared secret (RFC 7518 §3.2), and how many bytes of it each needs at least. */
const secretBytes: Readonly<Record<string, number>> = { HS256: 32, HS384: 48, HS512: 64 };

/** Algorithms with a public key (RFC 7518 §3.1, RFC 8037, RFC 9864). */
const publicKeyAlgorithms = "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519".split(" ");

/** Where the key comes from: exactly one of them. */
export interface JwtKeySource {
  /** Shared with who signs: text or bytes, at least as long as the algorithm's digest (32 bytes for HS256). */
  readonly secret?: string | Uint8Array;
  /** Who signs has the private one of it: PEM, or a JSON Web Key. */
  readonly publicKey?: string | JWK;
  /** Where the public keys are read (RFC 7517): `https:`, or `http:` of this machine. Kept for 10 minutes. */
  readonly jwks?: string | URL;
}

type Key = Uint8Array | KeyObject | JWTVerifyGetKey;

/**
 * The key, and that the algorithms are those of its kind: what was taken as a public key is never used as a secret.
 *
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function keyOf(source: JwtKeySource, algorithms: readonly string[]): Key {
  const given = (["secret", "publicKey", "jwks"] as const).filter((name) => source[name] !== undefined);
  checkRange(given.length === 1, "jwt", "exactly one of secret, publicKey and jwks", given);
  const known = source.secret === undefined ? publicKeyAlgorithms : Object.keys(secretBytes);
  checkAlgorithms(algorithms, known, given[0] ?? "");
  if (source.secret !== undefined) return secretOf(source.secret, algorithms);
  if (source.publicKey !== undefined) return publicKeyOf(source.publicKey, algorithms);
  return remoteKeys(urlOf(source.jwks));
}

function checkAlgorithms(algorithms: unknown, known: readonly string[], source: string): void {
  const path = "jwt.algorithms";
  checkType(Array.isArray(algorithms), path, "a list of algorithms", algorithms);
  const list = algorithms as readonly unknown[];
  checkRange(list.length > 0, path, "at least one algorithm", list);
  for (const [index, algorithm] of list.entries()) {
    const isKnown = known.includes(String(algorithm));
    checkRange(isKnown, `${path}[${index}]`, `one of ${known.join(", ")}, for ${source}`, algorithm);
  }
}

function secretOf(secret: unknown, algorithms: readonly string[]): Uint8Array {
  const isSecret = typeof secret === "string" || secret instanceof Uint8Array;
  checkSecret(isSecret, "jwt.secret", "text or bytes", secret);
  const bytes =
    typeof secret === "string" ? new TextEncoder().encode(secret) : (secret as Uint8Array).slice();
  const needed = Math.max(...algorithms.map((algorithm) => secretBytes[algorithm] ?? 0));
  checkSecret(bytes.length >= needed, "jwt.secret", `at least ${needed} bytes`, secret);
  return bytes;
}

function publicKeyOf(given: unknown, algorithms: readonly string[]): KeyObject {
  const key = readPublicKey(given);
  const kind = key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType ?? "none";
  const isFit = algorithms.every((algorithm) => families[kind]?.test(algorithm) === true);
  checkRange(isFit, "jwt.algorithms", `those of a key of kind ${kind}`, algorithms.join(", "));
  return key;
}

/** The algorithms of each kind of key: an elliptic curve has one (RFC 7518 §3.4). */
const families: Readonly<Record<string, RegExp>> = {
  rsa: /^[RP]S/,
  prime256v1: /^ES256$/,
  secp384r1: /^ES384$/,
  secp521r1: /^ES512$/,
  ed25519: /^Ed/,
};

function readPublicKey(key: unknown): KeyObject {
  try {
    if (typeof key === "string") return createPublicKey(key);
    return createPublicKey({ key: key as JWK, format: "jwk" });
  } catch (cause) {
    throw new TypeError("jwt.publicKey: expected a public key, as PEM or as a JSON Web Key.", { cause });
  }
}

/** @throws {HttpError} 503 where the keys cannot be read: the client's token is not what is wrong then */
function remoteKeys(url: URL): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(url, { timeoutDuration: 5000 });
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (cause) {
      if (isOfToken(cause)) throw cause;
      throw declaredError("keys_unavailable", "", { cause });
    }
  };
}

/** Whether the keys were read, and the token names none of them, or one that cannot be. */
const isOfToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported;

function urlOf(jwks: unknown): URL {
  const url = URL.parse(String(jwks));
  const isLocal = url !== null && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isLocal);
  checkRange(isSafe, "jwt.jwks", "an https: URL, or an http: URL of this machine", String(jwks));
  return url as URL;
}
