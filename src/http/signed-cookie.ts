import { constantTimeEqual } from "./constant-time.ts";
import { type CookieAttributes, checkCookie } from "./cookie-attributes.ts";

export interface SignedCookieOptions extends CookieAttributes {
  /**
   * Keys, each of 32 bytes at least, from a random source. The first one signs; all of them are accepted: a new one is put
   * before the old ones, which are removed when no cookie of theirs lasts any more.
   */
  readonly secrets: readonly string[];
}

/** What has the cookies of a request: the context of handlers and middleware. */
interface HasCookies {
  readonly cookieMap: Bun.CookieMap;
}

/** A cookie that only this server can have written. Its value can be read by the client. */
export interface SignedCookie {
  readonly name: string;
  /** The value, where its signature and its age are valid. */
  get(context: HasCookies): string | undefined;
  /** @throws {RangeError} where name and value together are more than browsers take, 4,096 bytes */
  set(context: HasCookies, value: string): void;
  delete(context: HasCookies): void;
}

const limitBytes = 4096;

/**
 * Declares a signed cookie (HMAC with SHA-256). The signature covers the name, the value, and when it ends, where
 * `maxAgeSeconds` is given: the value of one cookie is none of another, and an old one is not accepted again.
 *
 * @param name a token; with the prefix `__Host-` or `__Secure-` it must be what browsers ask of those
 * @example
 * ```ts
 * const session = signedCookie("__Host-session", { secrets: [process.env.SESSION_SECRET ?? ""], maxAgeSeconds: 86_400 });
 * app().post("/login", (c) => (session.set(c, "ann"), redirect("/")));
 * ```
 * @throws {RangeError} where a secret is too short, or an attribute is none that browsers take
 */
export function signedCookie(name: string, options: SignedCookieOptions): SignedCookie {
  const { secrets, ...attributes } = options;
  checkCookie(name, attributes);
  checkSecrets(name, secrets);
  const [current = ""] = secrets;
  const { maxAgeSeconds, path = "/", domain, secure = true, httpOnly = true, sameSite = "lax" } = attributes;
  const { partitioned = false } = attributes;
  const fields = {
    name,
    path,
    secure,
    httpOnly,
    sameSite,
    partitioned,
    ...(domain === undefined ? {} : { domain }),
  };
  return {
    name,
    get: ({ cookieMap }) => read(cookieMap.get(name) ?? "", name, secrets),
    set({ cookieMap }, value) {
      const ends = maxAgeSeconds === undefined ? "" : String(nowSeconds() + maxAgeSeconds);
      const signed = sign(`${value}.${ends}`, name, current);
      checkSize(name, signed);
      cookieMap.set({
        ...fields,
        value: signed,
        ...(maxAgeSeconds === undefined ? {} : { maxAge: maxAgeSeconds }),
      });
    },
    delete: ({ cookieMap }) => cookieMap.set({ ...fields, value: "", maxAge: 0 }),
  };
}

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** `value.ends.signature`. A name has no `=`, so that what is signed has one reading. */
const sign = (text: string, name: string, secret: string): string =>
  `${text}.${new Bun.CryptoHasher("sha256", secret).update(`${name}=${text}`).digest("base64url")}`;

function read(signed: string, name: string, secrets: readonly string[]): string | undefined {
  const [, text = "", value, ends] = /^((.*)\.(\d*))\.[\w-]{43}$/s.exec(signed) ?? [];
  if (!secrets.some((secret) => constantTimeEqual(sign(text, name, secret), signed))) return undefined;
  return ends === "" || Number(ends) > nowSeconds() ? value : undefined;
}

function checkSize(name: string, value: string): void {
  const bytes = name.length + encodeURIComponent(value).length;
  if (bytes > limitBytes) {
    throw new RangeError(
      `The cookie ${name} has ${bytes} bytes; browsers take ${limitBytes} of name and value.`,
    );
  }
}

function checkSecrets(name: string, secrets: unknown): void {
  const list: readonly unknown[] = Array.isArray(secrets) ? secrets : [];
  if (list.length > 0 && list.every(isLong)) return;
  throw new RangeError(
    `The cookie ${JSON.stringify(name)} needs a list of secrets of 32 bytes or more each.`,
  );
}

const isLong = (secret: unknown): boolean => typeof secret === "string" && Buffer.byteLength(secret) >= 32;
