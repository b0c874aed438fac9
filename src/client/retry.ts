import type { ClientError } from "./client-error.ts";
import type { RetryOptions } from "./client-options.ts";

/** Methods that have the same effect however often they arrive (RFC 9110 §9.2.2). */
const idempotent: ReadonlySet<string> = new Set(["DELETE", "GET", "HEAD", "OPTIONS", "PUT"]);

/** Statuses of servers that may answer otherwise soon. */
const passing: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export const isIdempotent = (method: string): boolean => idempotent.has(method);

/** Whether another attempt may end otherwise. */
export function isWorthRetrying({ code, status = 0 }: ClientError): boolean {
  return code === "http_status" ? passing.has(status) : /^(?:refused|reset|timed_out)$/.test(code);
}

/**
 * Milliseconds until the next attempt: what the server says, else a random part of a time that doubles, so that clients that
 * failed together do not come back together.
 *
 * @param attempt how many there were, from 1
 * @param random a number from 0 to 1
 */
export function retryDelayMs(
  { retryAfterMs }: ClientError,
  attempt: number,
  { baseMs, maxMs }: Readonly<Required<RetryOptions>>,
  random: number,
): number {
  return retryAfterMs ?? random * Math.min(maxMs, baseMs * 2 ** (attempt - 1));
}

/** The time of a Retry-After field from now (RFC 9110 §10.2.3); undefined where there is none that can be read. */
export function retryAfterMsOf(headers: Headers, nowMs: number): number | undefined {
  const field = headers.get("retry-after");
  if (field === null) return undefined;
  if (/^\d{1,9}$/.test(field)) return Number(field) * 1000;
  // Only a date as HTTP writes it: `Date.parse` takes much more.
  const atMs = /^[A-Z][a-z]{2}, .* GMT$/.test(field) ? Date.parse(field) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}
