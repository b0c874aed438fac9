import { type CacheDirectives, readCacheControl, secondsOf } from "../http/cache-control.ts";
import type { CachePlan } from "./cache-plan.ts";

/** How old an answer is when it comes, and how long it may be used. */
export interface AnswerTimes {
  /** What it was kept elsewhere, by its Age field. */
  readonly ageSeconds: number;
  /** Negative for one that is stale already; 0 and negative for one that must not be used without asking. */
  readonly freshSeconds: number;
  readonly staleSeconds: number;
  readonly errorSeconds: number;
}

/**
 * The times of an answer (RFC 9111 §4.2): what it says itself where that is less than the route's. A directive that cannot be
 * read means the shortest time.
 *
 * @param now milliseconds of the epoch
 */
export function answerTimes(headers: Headers, plan: CachePlan, now: number): AnswerTimes {
  const directives = readCacheControl(headers.get("cache-control"));
  if (["no-store", "private", "no-cache"].some((name) => directives.has(name))) return unusable;
  const ageSeconds = ageOf(headers.get("age"));
  const declared = declaredSeconds(directives, headers, now) ?? plan.ttlSeconds;
  const freshSeconds = Math.min(declared, plan.ttlSeconds) - ageSeconds;
  const isStrict = ["must-revalidate", "proxy-revalidate", "s-maxage"].some((name) => directives.has(name));
  const lateSeconds = Math.min(0, freshSeconds);
  return {
    ageSeconds,
    freshSeconds: Math.max(0, freshSeconds),
    staleSeconds: isStrict ? 0 : Math.max(0, plan.staleWhileRevalidateSeconds + lateSeconds),
    errorSeconds: isStrict ? 0 : Math.max(0, plan.staleIfErrorSeconds + lateSeconds),
  };
}

const unusable: AnswerTimes = { ageSeconds: 0, freshSeconds: 0, staleSeconds: 0, errorSeconds: 0 };

/** How long an answer says that it is fresh; undefined where it says nothing. */
function declaredSeconds(directives: CacheDirectives, headers: Headers, now: number): number | undefined {
  for (const name of ["s-maxage", "max-age"]) {
    if (directives.has(name)) return secondsOf(directives, name) ?? 0;
  }
  const expires = headers.get("expires");
  if (expires === null) return undefined;
  const date = Date.parse(headers.get("date") ?? "");
  const seconds = (Date.parse(expires) - (Number.isNaN(date) ? now : date)) / 1000;
  return isHttpDate(expires) && seconds > 0 ? seconds : 0;
}

/** The form that senders use (RFC 9110 §5.6.7): what is written otherwise has expired. */
const isHttpDate = (text: string): boolean =>
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text);

/** Of several, or a list, the first counts (RFC 9111 §5.1). What is no number says nothing. */
function ageOf(field: string | null): number {
  const [first = ""] = (field ?? "").split(",");
  return /^\s*\d+/.test(first) ? Math.min(Number.parseInt(first, 10), largestSeconds) : 0;
}

/** What a number of seconds that is too large to be read stands for (RFC 9111 §1.2.2). */
const largestSeconds = 2 ** 31;
