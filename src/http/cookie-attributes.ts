import { isFieldName } from "./field-syntax.ts";

/** The attributes of a cookie (RFC 6265bis §4.1.2). */
export interface CookieAttributes {
  /** Default `/`. */
  readonly path?: string;
  /** A host name, which and whose subdomains get the cookie. Default: this host alone. */
  readonly domain?: string;
  /** How long it lasts: 0 to 34,560,000 seconds (400 days). Default: until the browser is closed. */
  readonly maxAgeSeconds?: number;
  /** Whether it is sent over HTTPS only, and to localhost. Default true. */
  readonly secure?: boolean;
  /** Whether scripts cannot read it. Default true. */
  readonly httpOnly?: boolean;
  /** Whether other sites' pages send it. Default `lax`: only when their links are followed. */
  readonly sameSite?: "strict" | "lax" | "none";
  /** Whether there is one for each site that embeds this one. Default false. */
  readonly partitioned?: boolean;
}

/** The longest time that browsers keep a cookie. */
const maximumAgeSeconds = 400 * 86_400;

const names: ReadonlySet<string> = new Set([
  "path",
  "domain",
  "maxAgeSeconds",
  "secure",
  "httpOnly",
  "sameSite",
  "partitioned",
]);

/**
 * Refuses attributes that browsers would drop a cookie for, or that could write others: CR, LF, `;`.
 *
 * @throws {RangeError}
 */
export function checkCookie(name: string, attributes: CookieAttributes): void {
  const refuse = (problem: string): never => {
    throw new RangeError(`The cookie ${JSON.stringify(name)} ${problem}.`);
  };
  const { path = "/", domain, maxAgeSeconds, sameSite = "lax", secure = true, partitioned } = attributes;
  if (typeof name !== "string" || !isFieldName(name)) refuse("has no token for a name");
  for (const key of Object.keys(attributes)) if (!names.has(key)) refuse(`has no attribute ${key}`);
  if (!/^\/[\x21-\x3a\x3c-\x7e]*$/.test(path)) refuse("needs a path of visible ASCII without ;");
  if (domain !== undefined && !isDomain(domain)) refuse("needs a host name for its domain");
  if (maxAgeSeconds !== undefined && !isAge(maxAgeSeconds)) refuse("lasts whole seconds, from 0 to 34560000");
  if (!["strict", "lax", "none"].includes(sameSite)) refuse("needs strict, lax or none for sameSite");
  for (const key of ["secure", "httpOnly", "partitioned"] as const) {
    if (typeof (attributes[key] ?? true) !== "boolean") refuse(`needs true or false for ${key}`);
  }
  if (!secure && sameSite === "none") refuse("must be secure, as sameSite is none");
  if (!secure && partitioned) refuse("must be secure, as it is partitioned");
  // Browsers take the prefixes in any case.
  if (/^__(?:host|secure)-/i.test(name) && !secure) refuse("must be secure, as its prefix says");
  if (/^__host-/i.test(name) && (path !== "/" || domain !== undefined)) {
    refuse("must have the path / and no domain, as its prefix says");
  }
}

const isDomain = (text: unknown): boolean =>
  typeof text === "string" && /^[a-z\d-]+(?:\.[a-z\d-]+)*$/i.test(text);

const isAge = (value: unknown): boolean =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= maximumAgeSeconds;
