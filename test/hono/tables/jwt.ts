import { createHmac } from "node:crypto";
import { jwt as honoJwt } from "hono/jwt";
import { jwt } from "../../../src/jwt.ts";
import type { Comparison, Row } from "../comparison.ts";
import { bunsenWith, honoWith } from "../sides.ts";

const secret = "0123456789abcdef0123456789abcdef";
const issuer = "https://id.example";
const audience = "shop";
/** The year 2100. */
const exp = 4_102_444_800;
const claims = { sub: "ann", iss: issuer, aud: audience, exp };

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const digests: Readonly<Record<string, string>> = { HS256: "sha256", HS384: "sha384", HS512: "sha512" };

/** Signed as the header says, where that is with the secret. */
function tokenOf(payload: object, header: { alg: string } = { alg: "HS256" }, key = secret): string {
  const text = `${part(header)}.${part(payload)}`;
  const digest = digests[header.alg];
  return `${text}.${digest === undefined ? "" : createHmac(digest, key).update(text).digest("base64url")}`;
}

const sent = (told: string, authorization: string | undefined, ...why: readonly string[]): Row => ({
  told,
  ...(authorization === undefined ? {} : { init: { headers: { authorization } } }),
  why,
});
const claim = (changed: object, ...why: readonly string[]): Row =>
  sent(`the claims \`${JSON.stringify(changed)}\``, `Bearer ${tokenOf({ ...claims, ...changed })}`, ...why);
const without = (name: string, ...why: readonly string[]): Row =>
  sent(`no claim \`${name}\``, `Bearer ${tokenOf({ ...claims, [name]: undefined })}`, ...why);

const valid = tokenOf(claims);

export const jwtComparison: Comparison = {
  title: "jwt",
  reasons: {
    challenge: {
      of: ["www-authenticate"],
      text: "The realm is a constant, not the URL of the request; the error is that of RFC 6750 §3.1, without a description, and there is none where no token was sent.",
    },
    malformed: {
      of: ["status"],
      text: "A field that is not exactly one bearer token is 400 `invalid_request` (RFC 6750 §3.1).",
    },
    expiry: {
      text: "A token has to have an end, unless `requireExpiry` is false: one that was stolen would last for ever.",
    },
    issued: {
      text: "`iat` tells when a token was made and refuses nothing (RFC 7519 §4.1.6); `nbf` is the claim that does. A clock that is a second ahead shuts nobody out.",
    },
  },
  settings: [
    {
      hono: 'jwt({ secret, alg: "HS256", verification: { iss, aud } })',
      bunsen: 'jwt({ secret, algorithms: ["HS256"], issuer, audience })',
      sides: {
        hono: () => honoWith(honoJwt({ secret, alg: "HS256", verification: { iss: issuer, aud: audience } })),
        bunsen: () => bunsenWith(jwt({ secret, algorithms: ["HS256"], issuer, audience })),
      },
      fields: ["www-authenticate"],
      rows: [
        sent("no token", undefined, "challenge"),
        sent("a valid token", `Bearer ${valid}`),
        sent("a valid token after `bearer`", `bearer ${valid}`),
        sent("a valid token after two spaces", `Bearer  ${valid}`),
        sent("a valid token after `Basic`", `Basic ${valid}`, "challenge"),
        sent("a valid token after `Token`", `Token ${valid}`, "challenge"),
        sent("a valid token alone", valid, "challenge"),
        sent("two valid tokens", `Bearer ${valid} ${valid}`, "challenge", "malformed"),
        sent("`Bearer` alone", "Bearer", "challenge", "malformed"),
        sent("a token that is none", "Bearer a.b.c", "challenge"),
        sent("the algorithm `none`", `Bearer ${tokenOf(claims, { alg: "none" })}`, "challenge"),
        sent("the algorithm `NONE`", `Bearer ${tokenOf(claims, { alg: "NONE" })}`, "challenge"),
        sent("the algorithm HS384", `Bearer ${tokenOf(claims, { alg: "HS384" })}`, "challenge"),
        sent("the algorithm HS512", `Bearer ${tokenOf(claims, { alg: "HS512" })}`, "challenge"),
        sent("another secret", `Bearer ${tokenOf(claims, undefined, "x".repeat(32))}`, "challenge"),
        sent(
          "the signature of other claims",
          `Bearer ${valid.replace(/\.[^.]+\./, `.${part({ sub: "bob", exp })}.`)}`,
          "challenge",
        ),
        sent("a signature that is cut off", `Bearer ${valid.slice(0, -4)}`, "challenge"),
        claim({ exp: 1000 }, "challenge"),
        claim({ exp: "never" }, "challenge"),
        claim({ exp: String(exp) }, "challenge"),
        claim({ exp: null }, "challenge"),
        without("exp", "expiry"),
        claim({ nbf: 1000 }),
        claim({ nbf: exp }, "challenge"),
        claim({ nbf: "now" }, "challenge"),
        claim({ iat: exp }, "issued"),
        claim({ aud: ["bank", "shop"] }),
        claim({ aud: "bank" }, "challenge"),
        claim({ aud: [] }, "challenge"),
        without("aud", "challenge"),
        claim({ iss: "https://evil.example" }, "challenge"),
        without("iss", "challenge"),
      ],
    },
  ],
};
