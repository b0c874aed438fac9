import { declaredError, quote } from "./http-error.ts";

/** The statuses of a redirect: 307 and 308 keep method and body, 301 and 308 are kept by clients. */
export type RedirectStatus = 301 | 302 | 303 | 307 | 308;

export interface RedirectOptions {
  /** Other origins that may be redirected to: `https://login.example.com`. Default: none. */
  readonly origins?: readonly string[];
}

const statuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** An origin that no location has by itself. */
const ownOrigin = "http://own.invalid";

/**
 * Answers with a redirect. A location may come from the client, as `?next=` does: only a path of this server is taken,
 * and URLs of the origins that are named. What a browser would read as another host (`//evil.example`, `/\evil.example`)
 * is refused. The answer has no body.
 *
 * @param location a path with its query, `/orders/7?new=true`; or a URL of one of `origins`
 * @param status default 303: the client asks for the location with GET, whatever it sent. Right after a change, and not
 *   kept by caches
 * @throws {HttpError} 400 `unsafe_redirect`
 * @throws {RangeError} where the status is none of a redirect
 */
export function redirect(
  location: string,
  status: RedirectStatus = 303,
  { origins = [] }: RedirectOptions = {},
): Response {
  if (!statuses.has(status)) {
    throw new RangeError(`A redirect has the status 301, 302, 303, 307 or 308, not ${String(status)}.`);
  }
  const target = ownPath(location) ?? namedUrl(location, origins);
  if (target === undefined) throw declaredError("unsafe_redirect", quote(location));
  return new Response(null, { status, headers: { location: target } });
}

/** A path of this server as a URL parser reads it; undefined for anything else. */
function ownPath(location: string): string | undefined {
  const url = parse(location, ownOrigin);
  if (!location.startsWith("/") || url?.origin !== ownOrigin) return undefined;
  const path = url.pathname + url.search + url.hash;
  // `/a/..//evil.example` has become one.
  return path.startsWith("//") ? undefined : path;
}

function namedUrl(location: string, origins: readonly string[]): string | undefined {
  const url = parse(location);
  if (url === undefined || !/^https?:$/.test(url.protocol) || !origins.includes(url.origin)) return undefined;
  return url.username === "" && url.password === "" ? url.href : undefined;
}

/** Spaces, control characters and backslashes, which a parser drops or turns, are no part of a location. */
function parse(location: string, base?: string): URL | undefined {
  if (/[\0-\x20\\\x7f]/.test(location)) return undefined;
  return URL.parse(location, base) ?? undefined;
}
