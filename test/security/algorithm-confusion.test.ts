/** Whatever a token says of its algorithm, it is let in by the algorithm and the key that the app names, or not at all. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { type KeyObject, constants, createHmac, generateKeyPairSync, sign } from "node:crypto";
import { app } from "../../src/bunsen.ts";
import { type JwtOptions, jwt } from "../../src/jwt.ts";

setDefaultTimeout(30_000);

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ed = generateKeyPairSync("ed25519");
const curves = {
  256: generateKeyPairSync("ec", { namedCurve: "P-256" }),
  384: generateKeyPairSync("ec", { namedCurve: "P-384" }),
  521: generateKeyPairSync("ec", { namedCurve: "P-521" }),
};
const secret = Buffer.from("0123456789abcdef".repeat(4));

type Pair = { readonly publicKey: KeyObject; readonly privateKey: KeyObject };

/** The key pair of each algorithm; none where it has a secret. */
const pairs: Readonly<Record<string, Pair | undefined>> = {
  HS256: undefined,
  HS384: undefined,
  HS512: undefined,
  RS256: rsa,
  RS384: rsa,
  RS512: rsa,
  PS256: rsa,
  PS384: rsa,
  PS512: rsa,
  ES256: curves[256],
  ES384: curves[384],
  ES512: curves[521],
  EdDSA: ed,
  Ed25519: ed,
};
const algorithms = Object.keys(pairs);

const digestOf = (algorithm: string): string => `sha${/\d{3}$/.exec(algorithm)?.[0] ?? "256"}`;
const hmac = (algorithm: string, key: string | Buffer, text: string): Buffer =>
  createHmac(digestOf(algorithm), key).update(text).digest();

/** The signature of a text, by an algorithm, with a private key of its kind. */
function signatureOf(algorithm: string, key: KeyObject, text: string): Buffer {
  const bytes = Buffer.from(text);
  if (algorithm.startsWith("E") && !algorithm.startsWith("ES")) return sign(null, bytes, key);
  if (algorithm.startsWith("ES")) return sign(digestOf(algorithm), bytes, { key, dsaEncoding: "ieee-p1363" });
  if (algorithm.startsWith("RS")) return sign(digestOf(algorithm), bytes, key);
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return sign(digestOf(algorithm), bytes, { key, ...padding });
}

/** The signature that the app's own key gives, where there is one of that algorithm. */
function genuine(algorithm: string, text: string): Buffer {
  const pair = pairs[algorithm];
  return pair === undefined ? hmac(algorithm, secret, text) : signatureOf(algorithm, pair.privateKey, text);
}

/** Whether a key pair can sign by an algorithm at all. */
const fits = (algorithm: string, { privateKey }: Pair): boolean =>
  (privateKey.asymmetricKeyType === "rsa" && /^[RP]S/.test(algorithm)) ||
  (privateKey.asymmetricKeyType === "ed25519" && algorithm.startsWith("Ed"));

/** All that is known of a key to those who do not have it. */
function knownOf(algorithm: string): readonly (string | Buffer)[] {
  const pair = pairs[algorithm];
  if (pair === undefined) return ["", "secret"];
  const { publicKey } = pair;
  const jwk = publicKey.export({ format: "jwk" });
  const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
  const der = publicKey.export({ type: "spki", format: "der" });
  return [
    "",
    pem,
    pem.trim(),
    der,
    JSON.stringify(jwk),
    jwk.n ?? jwk.x ?? "",
    Buffer.from(jwk.n ?? jwk.x ?? "", "base64url"),
  ];
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const payload = part({ sub: "ann", exp: 4_102_444_800 });

interface Forged {
  readonly name: string;
  readonly token: string;
}

/** Tokens that say `told` of themselves, for an app that takes `taken`. */
function tokensOf(taken: string, told: unknown): Forged[] {
  const header = told === undefined ? {} : { alg: told };
  const text = `${part(header)}.${payload}`;
  const pair = pairs[taken];
  const signatures: [string, Buffer][] = [
    ["unsigned", Buffer.alloc(0)],
    ["signed as is taken", genuine(taken, text)],
    ...(algorithms.includes(String(told)) && told !== taken
      ? [["signed as is told, with its key", genuine(String(told), text)] as [string, Buffer]]
      : []),
    ...(pair !== undefined && told !== taken && fits(String(told), pair)
      ? [
          ["signed as is told, with the same key", signatureOf(String(told), pair.privateKey, text)] as [
            string,
            Buffer,
          ],
        ]
      : []),
    ...(String(told).startsWith("HS")
      ? knownOf(taken).map((key, index): [string, Buffer] => [
          `HMAC of public text ${index}`,
          hmac(String(told), key, text),
        ])
      : []),
  ];
  return signatures.map(([name, signature]) => ({
    name: `${String(told)}, ${name}`,
    token: `${text}.${signature.toString("base64url")}`,
  }));
}

const strange = ["none", "NONE", "None", "nOnE", "", "HMAC", 256, null, ["HS256"], undefined];

function optionsFor(algorithm: string): JwtOptions {
  const pair = pairs[algorithm];
  if (pair === undefined) return { secret, algorithms: [algorithm] };
  const publicKey = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
  return { publicKey, algorithms: [algorithm] };
}

const guarded = (algorithm: string) =>
  app({ log: () => {} })
    .use(jwt(optionsFor(algorithm)))
    .get("/", "in");

type Send = (authorization: string) => Promise<number>;

/** The names of the tokens that are let in. */
async function admitted(taken: string, send: Send): Promise<string[]> {
  const names: string[] = [];
  for (const told of [...algorithms, ...strange]) {
    for (const { name, token } of tokensOf(taken, told)) {
      const status = await send(`Bearer ${token}`);
      expect([name, [200, 401].includes(status)]).toEqual([name, true]);
      if (status === 200) names.push(name);
    }
  }
  return names;
}

describe("GHSA-f67f-6cw9-8mq4, GHSA-3vhc-576x-3qv4, CVE-2026-22817, CVE-2026-22818: the algorithm is not taken from the token", () => {
  test.each(algorithms)("an app of %s takes its own tokens alone, in-process", async (taken) => {
    const subject = guarded(taken);
    const send: Send = async (authorization) =>
      (await subject.request("/", { headers: { authorization } })).status;
    expect(await admitted(taken, send)).toEqual([`${taken}, signed as is taken`]);
  });

  test.each(algorithms)("an app of %s takes its own tokens alone, over a socket", async (taken) => {
    await using server = await guarded(taken).listen({ port: 0, hostname: "127.0.0.1", signals: false });
    const send: Send = async (authorization) =>
      (await fetch(server.url, { headers: { authorization } })).status;
    expect(await admitted(taken, send)).toEqual([`${taken}, signed as is taken`]);
  });

  test("a set of keys that has a public key as a secret, too, gives none of it", async () => {
    const text = `${part({ alg: "HS256", kid: "a" })}.${payload}`;
    const { n = "" } = rsa.publicKey.export({ format: "jwk" });
    const keys = [
      { kty: "oct", kid: "a", alg: "HS256", k: Buffer.from(n).toString("base64url") },
      { ...rsa.publicKey.export({ format: "jwk" }), kid: "a", use: "sig" },
    ];
    await using source = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => Response.json({ keys }) });
    const subject = app({ log: () => {} })
      .use(jwt({ jwks: source.url, algorithms: ["RS256"] }))
      .get("/", "in");
    const ask = async (token: string): Promise<number> =>
      (await subject.request("/", { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await ask(`${text}.${hmac("HS256", n, text).toString("base64url")}`)).toBe(401);
    const own = `${part({ alg: "RS256", kid: "a" })}.${payload}`;
    expect(await ask(`${own}.${signatureOf("RS256", rsa.privateKey, own).toString("base64url")}`)).toBe(200);
  });
});
