import { type Middleware, middleware } from "../define/middleware.ts";
import { isFieldValue } from "../http/field-syntax.ts";
import { checkKeys, checkRange, checkType } from "./options.ts";

/** Each header field under its name in camel case: its value, or false for none. */
export interface SecureHeadersOptions {
  readonly contentSecurityPolicy?: string | false;
  /** Default false. */
  readonly crossOriginEmbedderPolicy?: string | false;
  readonly crossOriginOpenerPolicy?: string | false;
  readonly crossOriginResourcePolicy?: string | false;
  readonly originAgentCluster?: string | false;
  /** Default false. */
  readonly permissionsPolicy?: string | false;
  readonly referrerPolicy?: string | false;
  readonly strictTransportSecurity?: string | false;
  readonly xContentTypeOptions?: string | false;
  readonly xDnsPrefetchControl?: string | false;
  readonly xDownloadOptions?: string | false;
  readonly xFrameOptions?: string | false;
  readonly xPermittedCrossDomainPolicies?: string | false;
  readonly xXssProtection?: string | false;
}

const contentSecurityPolicy = [
  "default-src 'self'",
  "base-uri 'self'",
  "font-src 'self' https: data:",
  "form-action 'self'",
  "frame-ancestors 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "script-src 'self'",
  "script-src-attr 'none'",
  "style-src 'self' https: 'unsafe-inline'",
  "upgrade-insecure-requests",
].join("; ");

/** The values of helmet 8. */
const defaults: Required<SecureHeadersOptions> = {
  contentSecurityPolicy,
  crossOriginEmbedderPolicy: false,
  crossOriginOpenerPolicy: "same-origin",
  crossOriginResourcePolicy: "same-origin",
  originAgentCluster: "?1",
  permissionsPolicy: false,
  referrerPolicy: "no-referrer",
  strictTransportSecurity: "max-age=31536000; includeSubDomains",
  xContentTypeOptions: "nosniff",
  xDnsPrefetchControl: "off",
  xDownloadOptions: "noopen",
  xFrameOptions: "SAMEORIGIN",
  xPermittedCrossDomainPolicies: "none",
  xXssProtection: "0",
};

/**
 * Header fields that tell browsers to be careful, with the values of helmet. They are constants: they are part of every
 * answer when the app is planned, on fast paths as well, and cost nothing. There is no nonce for the content security
 * policy: that would not be a constant.
 *
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function secureHeaders(options: SecureHeadersOptions = {}): Middleware {
  checkKeys("secureHeaders", options, Object.keys(defaults));
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...defaults, ...options })) {
    if (value !== false) fields[fieldNameOf(name)] = checkValue(name, value);
  }
  return middleware({
    name: "secureHeaders",
    phase: "protect",
    options,
    headers: fields,
  });
}

/** `xDnsPrefetchControl` → `x-dns-prefetch-control` */
const fieldNameOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function checkValue(name: string, value: unknown): string {
  const path = `secureHeaders.${name}`;
  checkType(typeof value === "string", path, "a header field's value or false", value);
  checkRange(isFieldValue(String(value)), path, "visible ASCII in one line", value);
  return String(value);
}
