import { appError, quote } from "./http-error.ts";

// Labels of letters, digits, hyphens and underscores; or an address in brackets; then an optional port.
const hostPattern = /^(?:\[[0-9a-f:.]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?)(?::(\d{0,5}))?$/i;

/**
 * Whether a Host field value names one host (RFC 9112 §3.2). Two Host fields arrive joined by a comma: not one. Nor does
 * what a URL parser takes for an address that there is not: `[:::]`, `1.2.3.999`.
 */
export function isHost(value: string): boolean {
  const match = hostPattern.exec(value);
  return match !== null && Number(match[1] ?? 0) <= 65_535 && URL.canParse(`http://${value}`);
}

let lastAccepted = "";

/**
 * Refuses a request whose Host field is missing, malformed or doubled. Bun accepts those, and then `request.url` is
 * built from the first field, or is no URL at all. In-process requests (no `server`) may leave the field out.
 *
 * @throws {HttpError} 400 `malformed_host`
 */
export function checkHost(request: Request, server: unknown): void {
  const host = request.headers.get("host");
  // Nearly every request of a process names the same host: one comparison instead of one pattern match.
  if (host === lastAccepted) return;
  if (host === null && server == null) return;
  if (host === null || !isHost(host)) throw malformedHost(request);
  lastAccepted = host;
}

let lastOrigin = "none";

/**
 * Refuses a request in whose URL the Host field does not name one host, or for which Bun could make no URL. Reading a
 * header field makes Bun copy all of them: a third more server CPU for a small request with twelve fields, where this is
 * a twentieth (`bench/host-check.ts`). It does not see a second Host field, of which the URL has nothing either.
 *
 * @throws {HttpError} 400 `malformed_host`
 */
export function checkUrlHost(request: Request): void {
  const { url } = request;
  if (url.startsWith(lastOrigin)) return;
  const [origin, authority = ""] = /^https?:\/\/([^/]*)\//.exec(url) ?? [];
  if (origin === undefined || !isHost(authority)) throw malformedHost(request);
  lastOrigin = origin;
}

function malformedHost(request: Request): Error {
  const host = request.headers.get("host");
  return appError("malformed_host", host === null ? "none" : quote(host));
}
