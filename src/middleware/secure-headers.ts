import { type Middleware, type MiddlewareDefinition, middleware } from "../define/middleware.ts";
import { isFieldValue } from "../http/field-syntax.ts";
import { checkKeys, checkRange, checkType } from "./options.ts";

/** Each header field under its name in camel case: its value, or false for none. */
export interface SecureHeadersOptions {
  /** Where it has `{nonce}`, each answer has one of its own there, and `c.cspNonce` is that one. */
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

/** What stands in a policy for the nonce of an answer. */
const placeholder = "{nonce}";

/** What is added to the context where the policy has a nonce. */
export interface WithNonce {
  /** 128 random bits in base64, for the `nonce` attributes of this answer's page (CSP Level 3 §2.3.1). */
  readonly cspNonce: string;
}

type AddedBy<Options> = Options extends {
  readonly contentSecurityPolicy: `${string}${typeof placeholder}${string}`;
}
  ? WithNonce
  : object;

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
 * answer when the app is planned, on fast paths as well, and cost nothing. Only a content security policy with `{nonce}`
 * is none: it is written for each answer, and the page finds its nonce in `c.cspNonce`.
 *
 * @example
 * ```ts
 * app()
 *   .use(secureHeaders({ contentSecurityPolicy: "script-src 'nonce-{nonce}' 'strict-dynamic'; base-uri 'none'" }))
 *   .get("/", ({ cspNonce }) => page(`<script nonce="${cspNonce}" src="/page.js"></script>`))
 * ```
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function secureHeaders<const Options extends SecureHeadersOptions = SecureHeadersOptions>(
  options?: Options,
): Middleware<AddedBy<Options>> {
  const fields = fieldsOf(options ?? {});
  const { "content-security-policy": policy, ...constants } = fields;
  const hasNonce = policy?.includes(placeholder) === true;
  return middleware({
    name: "secureHeaders",
    phase: "protect",
    options: options ?? {},
    ...(hasNonce ? { headers: constants, ...nonceHooks(policy) } : { headers: fields }),
  }) as Middleware<AddedBy<Options>>;
}

/** @throws {TypeError | RangeError} where an option does not fit */
function fieldsOf(options: SecureHeadersOptions): Record<string, string> {
  checkKeys("secureHeaders", options, Object.keys(defaults));
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...defaults, ...options })) {
    if (value !== false) fields[fieldNameOf(name)] = checkValue(name, value);
  }
  return fields;
}

/** Gives each answer a nonce: what is refused before any middleware has none yet, and gets one for the field alone. */
const nonceHooks = (policy: string): Pick<MiddlewareDefinition<WithNonce>, "before" | "after"> => ({
  before: () => ({ cspNonce: createNonce() }),
  after({ cspNonce = createNonce() }, { headers }) {
    if (headers.has("content-security-policy")) return;
    headers.set("content-security-policy", policy.replaceAll(placeholder, cspNonce));
  },
});

const createNonce = (): string => crypto.getRandomValues(new Uint8Array(16)).toBase64();

/** `xDnsPrefetchControl` → `x-dns-prefetch-control` */
const fieldNameOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function checkValue(name: string, value: unknown): string {
  const path = `secureHeaders.${name}`;
  checkType(typeof value === "string", path, "a header field's value or false", value);
  checkRange(isFieldValue(String(value)), path, "visible ASCII in one line", value);
  return String(value);
}
