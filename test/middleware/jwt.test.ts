import { describe, expect, setSystemTime, test } from "bun:test";
import { createHmac, generateKeyPairSync } from "node:crypto";
import { SignJWT, exportJWK } from "jose";
import { app } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { type JwtOptions, jwt } from "../../src/jwt.ts";
import { requireScopes } from "../../src/middleware.ts";
import { forms, root } from "../support/app-forms.ts";
import { answeringApp, answers, exchange, withHeaders } from "../support/exchange.ts";

const secret = "0123456789abcdef0123456789abcdef";
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const otherRsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const publicKey = rsa.publicKey.export({ type: "spki", format: "pem" }).toString();

const seconds = 1_800_000_000;
const now = () => new Date(seconds * 1000);
const claims = { sub: "ann", iss: "https://id.example", aud: "shop", exp: seconds + 60, scope: "read write" };

/** A part of a token. */
const part = (value: object | string) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

/** A token as somebody makes it who does not keep to the rules. */
const forge = (
  header: object,
  payload: object | string,
  sign: (text: string) => string = () => "",
): string => {
  const text = `${part(header)}.${part(payload)}`;
  return `${text}.${sign(text)}`;
};
const signedWith = (key: string) => (text: string) =>
  createHmac("sha256", key).update(text).digest("base64url");
const hs256 = (payload: object | string): string => forge({ alg: "HS256" }, payload, signedWith(secret));
const rs256 = (key = rsa.privateKey, payload: Record<string, unknown> = claims): Promise<string> =>
  new SignJWT(payload).setProtectedHeader({ alg: "RS256" }).sign(key);

const guarded = (options: Partial<JwtOptions> = {}) =>
  app({ log: () => {} })
    .use(
      jwt({ secret, algorithms: ["HS256"], issuer: "https://id.example", audience: "shop", now, ...options }),
    )
    .get("/", ({ jwt: { sub }, scopes }) => ({ sub, scopes }));
const byRsa = { secret: undefined, publicKey, algorithms: ["RS256"] } as unknown as Partial<JwtOptions>;

const refused = {
  status: 401,
  headers: {
    "content-type": "application/problem+json",
    "www-authenticate": 'Bearer realm="api", error="invalid_token"',
  },
};

describe.each([...forms])("%s", (form) => {
  const ask = (token: string, options?: Partial<JwtOptions>, scheme = "Bearer") =>
    exchange(guarded(options), form, "/", { headers: { authorization: `${scheme} ${token}` } });

  test("a valid token is let in, with its claims and scopes", async () => {
    const received = await ask(hs256(claims));
    expect(received).toMatchObject({ status: 200, body: '{"sub":"ann","scopes":["read","write"]}' });
  });

  test("without a token 401, and the challenge has no error", async () => {
    expect(await exchange(guarded(), form, "/")).toMatchObject({
      status: 401,
      headers: { "www-authenticate": 'Bearer realm="api"' },
    });
  });

  // The algorithm was taken from the token.
  test.each([
    ["none", () => forge({ alg: "none" }, claims)],
    ["NONE", () => forge({ alg: "NONE" }, claims)],
    ["no algorithm", () => forge({}, claims)],
    ["HS256 with the public key as its secret", () => forge({ alg: "HS256" }, claims, signedWith(publicKey))],
    [
      "HS256 with an empty secret",
      () =>
        forge({ alg: "HS256" }, claims, (text) => createHmac("sha256", "").update(text).digest("base64url")),
    ],
    ["the key of somebody else", () => rs256(otherRsa.privateKey)],
    [
      "a key of its own in the header",
      async () => forge({ alg: "RS256", jwk: await exportJWK(otherRsa.publicKey) }, claims, () => "AAAA"),
    ],
    [
      "another algorithm of the same key",
      () => new SignJWT(claims).setProtectedHeader({ alg: "PS256" }).sign(rsa.privateKey),
    ],
    [
      "another kind of key",
      () => new SignJWT(claims).setProtectedHeader({ alg: "ES256" }).sign(ec.privateKey),
    ],
    [
      "an extension that is not known",
      () =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: "RS256", crit: ["x"], x: 1 } as never)
          .sign(rsa.privateKey, { crit: { x: true } }),
    ],
  ])("GHSA-3vhc-576x-3qv4 / CVE-2026-22817: algorithm confusion: %s is refused", async (_name, make) => {
    expect(await ask(await make(), byRsa)).toMatchObject(refused);
  });

  test.each([
    ["ES256", () => generateKeyPairSync("ec", { namedCurve: "P-256" })],
    ["ES384", () => generateKeyPairSync("ec", { namedCurve: "P-384" })],
    ["ES512", () => generateKeyPairSync("ec", { namedCurve: "P-521" })],
    ["EdDSA", () => generateKeyPairSync("ed25519")],
    ["Ed25519", () => generateKeyPairSync("ed25519")],
    ["PS256", () => rsa],
  ])("a public key for %s is taken as PEM and as a JSON Web Key", async (alg, make) => {
    const pair = make();
    const token = await new SignJWT(claims).setProtectedHeader({ alg }).sign(pair.privateKey);
    const written = [
      pair.publicKey.export({ type: "spki", format: "pem" }).toString(),
      await exportJWK(pair.publicKey),
    ];
    for (const key of written) {
      const options = {
        secret: undefined,
        publicKey: key,
        algorithms: [alg],
      } as unknown as Partial<JwtOptions>;
      expect((await ask(token, options)).status).toBe(200);
      expect((await ask(`${token.slice(0, -8)}AAAAAAAA`, options)).status).toBe(401);
    }
  });

  test("the right key is taken where the others were not", async () => {
    expect((await ask(await rs256(), byRsa)).status).toBe(200);
  });

  test.each(["HS384", "HS512", "RS256", "none"])(
    "a secret, too, is for its algorithms only: %s",
    async (alg) => {
      expect(await ask(forge({ alg }, claims, signedWith(secret)))).toMatchObject(refused);
    },
  );

  test.each([
    ["shop", 200],
    [["bank", "shop"], 200],
    ["bank", 401],
    [["bank"], 401],
    [[], 401],
    [undefined, 401],
    ["shop2", 401],
    [{ shop: true }, 401],
  ])("GHSA-m732-5p4w-x69g / CVE-2025-62610: an aud of %j is %i", async (aud, status) => {
    expect((await ask(hs256({ ...claims, aud }))).status).toBe(status);
  });

  test.each([
    ["https://id.example", 200],
    ["https://id.example/", 401],
    [undefined, 401],
    [["https://id.example"], 401],
  ])("an iss of %j is %i", async (iss, status) => {
    expect((await ask(hs256({ ...claims, iss }))).status).toBe(status);
  });

  // Any scheme was taken, and times of any type.
  test.each(["Basic", "Token", "JWT", "Bearerx"])("CVE-2026-47673: the scheme %s is none", async (scheme) => {
    expect((await ask(hs256(claims), {}, scheme)).status).toBe(401);
  });

  test.each([
    [{ exp: seconds + 1 }, 200],
    [{ exp: seconds }, 401],
    [{ exp: seconds - 1 }, 401],
    [{ exp: "never" }, 401],
    [{ exp: String(seconds + 60) }, 401],
    [{ exp: null }, 401],
    [{ exp: undefined }, 401],
    [{ exp: true }, 401],
    [{ nbf: seconds }, 200],
    [{ nbf: seconds + 1 }, 401],
    [{ nbf: "now" }, 401],
  ])("CVE-2026-47673: the times %j are %i", async (times, status) => {
    expect((await ask(hs256({ ...claims, ...times }))).status).toBe(status);
  });

  test("an exp of NaN is no JSON, and refused", async () => {
    expect((await ask(hs256('{"sub":"ann","exp":NaN}'), { issuer: "x" })).status).toBe(401);
  });

  test("clocks may be apart as far as is said, and tokens without an end are taken where that is said", async () => {
    expect((await ask(hs256({ ...claims, exp: seconds - 4 }), { clockToleranceSeconds: 5 })).status).toBe(
      200,
    );
    expect((await ask(hs256({ ...claims, exp: seconds - 5 }), { clockToleranceSeconds: 5 })).status).toBe(
      401,
    );
    expect((await ask(hs256({ ...claims, exp: undefined }), { requireExpiry: false })).status).toBe(200);
  });

  test.each(["a.b", "a.b.c", "a.b.c.d.e", "....", `${hs256(claims)}x`])("%j is no token", async (token) => {
    expect((await ask(token)).status).toBe(401);
  });

  test("requireScopes takes its scopes", async () => {
    const subject = guarded().get("/audit", { use: [requireScopes({ scopes: ["audit"] })] }, () => "in");
    const headers = { authorization: `Bearer ${hs256(claims)}` };
    expect((await exchange(subject, form, "/audit", { headers })).status).toBe(403);
    headers.authorization = `Bearer ${hs256({ ...claims, scope: undefined, scp: ["audit"] })}`;
    expect(await exchange(subject, form, "/audit", { headers })).toMatchObject({ status: 200, body: "in" });
  });

  test.each([...answers])("$target is refused before anything else is told", async ({ target, init }) => {
    const closed = answeringApp(jwt({ secret, algorithms: ["HS256"], now }));
    expect((await exchange(closed, form, target, init)).status).toBe(401);
    const sent = withHeaders(init, { authorization: `Bearer ${forge({ alg: "none" }, claims)}` });
    expect((await exchange(closed, form, target, sent)).status).toBe(401);
  });
});

/** A server of keys, and how often it was asked. */
const serve = (answer: () => Promise<Response> | Response) => {
  let asked = 0;
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => (asked++, answer()) });
  const options = { secret: undefined, jwks: new URL("/keys", server.url), algorithms: ["RS256"] };
  return {
    options: options as unknown as Partial<JwtOptions>,
    asked: () => asked,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
};
const keys = async () => Response.json({ keys: [await exportJWK(rsa.publicKey)] });
const askOnce = async (subject: ReturnType<typeof guarded>, token: string) =>
  (await subject.request("/", { headers: { authorization: `Bearer ${token}` } })).status;

describe("keys that are read from a server", () => {
  test("are taken, and asked for once", async () => {
    await using source = serve(keys);
    const subject = guarded(source.options);
    expect(await askOnce(subject, await rs256())).toBe(200);
    expect(await askOnce(subject, await rs256())).toBe(200);
    expect(await askOnce(subject, await rs256(otherRsa.privateKey))).toBe(401);
    expect(await askOnce(subject, forge({ alg: "HS256" }, claims, signedWith(publicKey)))).toBe(401);
    expect(source.asked()).toBe(1);
  });

  test.each([
    ["an error", () => new Response("no", { status: 500 })],
    ["no JSON", () => new Response("<html>")],
    ["no keys", () => Response.json({ keys: "none" })],
  ])("are %s: 503, and the next request asks again", async (_name, answer) => {
    let current: () => Promise<Response> | Response = answer;
    await using source = serve(() => current());
    const subject = guarded(source.options);
    expect(await askOnce(subject, await rs256())).toBe(503);
    current = keys;
    expect(await askOnce(subject, await rs256())).toBe(200);
  });

  test("are behind a closed port: 503", async () => {
    const source = serve(keys);
    await source[Symbol.asyncDispose]();
    expect(await askOnce(guarded(source.options), await rs256())).toBe(503);
  });

  test("without the key of a token: 401", async () => {
    await using source = serve(() => Response.json({ keys: [] }));
    expect(await askOnce(guarded(source.options), await rs256())).toBe(401);
  });
});

const bearing = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

/** Runs with a machine whose clock stands, and is moved. */
const atTimes = async (run: (setSeconds: (at: number) => void) => Promise<void>) => {
  try {
    await run((at) => void setSystemTime(new Date(at * 1000)));
  } finally {
    setSystemTime();
  }
};

/** An app that keeps tokens, and how often it had one. */
const keeping = (options: Partial<JwtOptions> = {}) => {
  const guard = jwt({ secret, algorithms: ["HS256"], memo: true, ...options });
  const subject = app({ log: () => {} })
    .use(guard)
    .get("/", (c) => c.jwt.sub ?? "");
  const hits = () => guard.stats()?.hits;
  return { subject, hits, guard };
};

describe("memo", () => {
  test.each([...forms])("%s: a token is verified once, and answered alike", async (form) => {
    const { subject, hits } = keeping({ now });
    // In process and over a socket.
    const first = await exchange(subject, form, "/", bearing(hs256(claims)));
    expect(first).toMatchObject({ status: 200, body: "ann" });
    expect(hits()).toBe(1);
    const plain = keeping({ now, memo: undefined } as never);
    expect(await exchange(plain.subject, form, "/", bearing(hs256(claims)))).toEqual(first);
    expect(plain.hits()).toBeUndefined();
  });

  test("another token, with the same beginning, is another", async () => {
    const { subject } = keeping({ now });
    const token = hs256(claims);
    expect((await subject.request("/", bearing(token))).status).toBe(200);
    for (const other of [token.slice(0, -1), `${token}A`, hs256({ ...claims, exp: seconds - 1 })])
      expect((await subject.request("/", bearing(other))).status).toBe(401);
  });

  test("a refusal is not kept", async () => {
    await atTimes(async (setSeconds) => {
      const { subject, hits } = keeping();
      const token = hs256({ ...claims, nbf: seconds });
      setSeconds(seconds - 1);
      expect((await subject.request("/", bearing(token))).status).toBe(401);
      setSeconds(seconds);
      expect((await subject.request("/", bearing(token))).status).toBe(200);
      expect(hits()).toBe(0);
    });
  });

  test("it is kept no longer than its exp", async () => {
    await atTimes(async (setSeconds) => {
      const { subject, hits } = keeping({ memo: { ttlSeconds: 3600 } });
      const statusAt = async (at: number) => {
        setSeconds(at);
        return (await subject.request("/", bearing(hs256(claims)))).status;
      };
      expect([await statusAt(seconds), await statusAt(seconds + 59)]).toEqual([200, 200]);
      expect(hits()).toBe(1);
      expect(await statusAt(seconds + 60)).toBe(401);
    });
  });

  test("nor than ttlSeconds, where it lasts longer or has no end", async () => {
    await atTimes(async (setSeconds) => {
      const { subject, hits } = keeping({ memo: { ttlSeconds: 10 }, requireExpiry: false });
      for (const exp of [undefined, seconds + 3600]) {
        const before = hits() ?? 0;
        for (const at of [0, 9, 10]) {
          setSeconds(seconds + at);
          expect((await subject.request("/", bearing(hs256({ ...claims, exp })))).status).toBe(200);
        }
        expect(hits()).toBe(before + 1);
      }
    });
  });

  test("a clock of one's own counts from where it stands", async () => {
    await atTimes(async (setSeconds) => {
      let at = seconds;
      const { subject, hits } = keeping({ memo: { ttlSeconds: 3600 }, now: () => new Date(at * 1000) });
      const statusAfter = async (passed: number) => {
        at = seconds + passed;
        setSeconds(1000 + passed);
        return (await subject.request("/", bearing(hs256(claims)))).status;
      };
      expect([await statusAfter(0), await statusAfter(59), await statusAfter(60)]).toEqual([200, 200, 401]);
      expect(hits()).toBe(1);
    });
  });

  test("invalidate forgets it", async () => {
    const { subject, hits, guard } = keeping({ now });
    const token = hs256(claims);
    await subject.request("/", bearing(token));
    guard.invalidate(token);
    await subject.request("/", bearing(token));
    expect(hits()).toBe(0);
  });
});

test("it is a guard: a fast path does not leave it out unasked", () => {
  const fast = app({ performance: { fastPaths: ["/"] } })
    .use(jwt({ secret, algorithms: ["HS256"] }))
    .get("/", "ok");
  expect(planApp(fast.definition(), root).diagnostics.map(({ code }) => code)).toEqual(["guard_skipped"]);
});

test("two of them with other options are no duplicates", () => {
  const two = app()
    .use(jwt({ secret, algorithms: ["HS256"] }))
    .use(jwt({ secret, algorithms: ["HS256"], audience: "shop" }))
    .get("/", "ok");
  expect(planApp(two.definition(), root).diagnostics).not.toEqual([]);
});

test.each([
  [{ algorithms: ["HS256"] }, ": expected exactly one of secret, publicKey and jwks"],
  [{ secret, publicKey, algorithms: ["HS256"] }, ": expected exactly one of secret, publicKey and jwks"],
  [{ secret }, ".algorithms: expected a list of algorithms, received nothing."],
  [{ secret, algorithms: [] }, ".algorithms: expected at least one algorithm"],
  [{ secret, algorithms: ["none"] }, ".algorithms[0]: expected one of HS256, HS384, HS512, for secret"],
  [
    { secret, algorithms: ["HS256", "RS256"] },
    ".algorithms[1]: expected one of HS256, HS384, HS512, for secret",
  ],
  [{ publicKey, algorithms: ["HS256"] }, ".algorithms[0]: expected one of RS256"],
  [{ publicKey, algorithms: ["ES256"] }, ".algorithms: expected those of a key of kind rsa"],
  [
    { publicKey: ec.publicKey.export({ type: "spki", format: "pem" }), algorithms: ["ES256", "ES384"] },
    ".algorithms: expected those of a key of kind prime256v1",
  ],
  [{ jwks: "https://id.example/keys", algorithms: ["HS256"] }, ".algorithms[0]: expected one of RS256"],
  [{ jwks: "http://id.example/keys", algorithms: ["RS256"] }, ".jwks: expected an https: URL"],
  [{ jwks: "keys", algorithms: ["RS256"] }, ".jwks: expected an https: URL"],
  [
    { publicKey: "key", algorithms: ["RS256"] },
    ".publicKey: expected a public key, as PEM or as a JSON Web Key.",
  ],
  [{ secret: "short", algorithms: ["HS256"] }, ".secret: expected at least 32 bytes, received "],
  [{ secret, algorithms: ["HS512"] }, ".secret: expected at least 64 bytes, received "],
  [{ secret, algorithms: ["HS256"], audience: [] }, ".audience: expected text, or a list of texts"],
  [{ secret, algorithms: ["HS256"], issuer: 1 }, ".issuer: expected text, or a list of texts"],
  [
    { secret, algorithms: ["HS256"], clockToleranceSeconds: -1 },
    ".clockToleranceSeconds: expected seconds, 0 or more",
  ],
  [
    { secret, algorithms: ["HS256"], memo: { ttlSeconds: 0 } },
    ".memo.ttlSeconds: expected a positive number",
  ],
  [{ secret, algorithms: ["HS256"], memo: { expiresAt: () => new Date() } }, ".memo.expiresAt: there is no"],
  [{ secret, algorithms: ["HS256"], memo: false }, ".memo: expected an object of options, received false."],
  [{ secret, algorithms: ["HS256"], aud: "shop" }, ".aud: there is no such option"],
])("%j is refused when called", (options, message) => {
  expect(() => jwt(options as unknown as JwtOptions)).toThrow(`jwt${message}`);
});

test("a secret is not told where it does not fit", () => {
  expect(() => jwt({ secret: "hunter2", algorithms: ["HS256"] })).toThrow(/^(?!.*hunter2)/s);
});
