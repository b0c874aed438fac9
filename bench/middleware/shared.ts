/** What every contender does the same work with. */

/** Constant header fields of every answer. */
export const constantFields: Readonly<Record<string, string>> = {
  "access-control-allow-origin": "*",
  "content-security-policy": [
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
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "origin-agent-cluster": "?1",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "x-dns-prefetch-control": "off",
  "x-download-options": "noopen",
  "x-frame-options": "SAMEORIGIN",
  "x-permitted-cross-domain-policies": "none",
  "x-xss-protection": "0",
};

export interface Session {
  readonly user: string;
}

/** Tokens that are valid. */
export const sessions: ReadonlyMap<string, Session> = new Map([["t0ken", { user: "ann" }]]);

/** What the handler computes. */
export const describeProfile = ({ user }: Session): object => ({ user, plan: "basic", seats: 3 });

/** What is logged of a request. */
interface Entry {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  readonly requestId: string;
}

let lastLine = "{}";

/** Where lines of the log go: nowhere, but for the last one. */
export function sink(line: string): void {
  lastLine = line;
}

/** Milliseconds since a time of `performance.now()`, in whole microseconds. */
export const sinceMs = (startedAtMs: number): number =>
  Math.round((performance.now() - startedAtMs) * 1000) / 1000;

/** The last line, with the kinds of what differs from request to request: so contenders show that they log alike. */
export function describeLog(): object {
  const { durationMs, requestId, ...entry } = JSON.parse(lastLine) as Entry;
  return { ...entry, durationMs: typeof durationMs, requestIdLength: requestId?.length };
}
