import { appError, quote } from "./http-error.ts";

/** A request target read once, from `request.url`. */
export interface Target {
  /** The canonical path: decoded, one `/` between segments, no dot segments. Routes are matched against this. */
  readonly path: string;
  /** The query without its `?`, still encoded; empty where there is none. */
  readonly query: string;
}

/**
 * Reads the path of a request in the one way every part of Bunsen reads it. Dot segments and backslashes are already
 * resolved in `request.url` (WHATWG URL §4.4); what still has two readings is refused.
 *
 * @throws {HttpError} 400 `malformed_host` when the URL has no authority, 400 `malformed_target` for `//`, a fragment,
 * a bad escape, an encoded `/`, `\` or NUL.
 */
export function readTarget(url: string): Target {
  const { path, query } = splitTarget(url);
  if (url.includes("#")) throw malformed("it has a fragment");
  return { path: readPath(path), query };
}

/** The still encoded query of a URL; empty where there is none. @throws {HttpError} 400 when a fragment follows it. */
export function queryOf(url: string): string {
  const start = url.indexOf("?");
  if (start === -1) return "";
  if (url.includes("#", start)) throw malformed("it has a fragment");
  return url.slice(start + 1);
}

/** Path and query of a URL as they stand, nothing decoded. A fragment stays with what it follows. */
export function splitTarget(url: string): Target {
  const authority = url.indexOf("://") + 3;
  // Bun builds a relative URL where the Host field cannot stand in one.
  if (authority < 3 || url.startsWith("/")) throw appError("malformed_host", "what was sent");
  const start = url.indexOf("/", authority);
  if (start === -1) return { path: "/", query: "" };
  const mark = url.indexOf("?", start);
  return mark === -1
    ? { path: url.slice(start), query: "" }
    : { path: url.slice(start, mark), query: url.slice(mark + 1) };
}

/** Decodes a whole path. @throws {HttpError} 400 `malformed_target` */
export function readPath(encoded: string): string {
  if (encoded.includes("//")) throw malformed("it has an empty path segment");
  return encoded.includes("%") ? decodePath(encoded) : encoded;
}

/** Decodes a path whose separators must stay where they are. */
function decodePath(encoded: string): string {
  if (/%(?:2f|5c)/i.test(encoded)) throw malformed("it has an encoded slash or backslash");
  if (encoded.includes("%00")) throw malformed("it has an encoded NUL");
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw malformed(
      `${quote(/%.{0,2}/.exec(encoded)?.[0] ?? encoded)} is not part of an escaped UTF-8 character`,
    );
  }
}

/**
 * Whether a decoded path parameter can only have been sent in one way: a letter, digit or sub-delimiter is itself or
 * its escape, and neither moves a segment boundary. Everything else is read again from the URL.
 */
export function isPlain(parameter: string | undefined): boolean {
  return parameter !== undefined && plainParameter.test(parameter);
}

// No `.` alone and no `..`: with a dot, some other character must stand in the segment.
const plainParameter =
  /^(?:[\w~!$&'()*+,;=:@-][\w.~!$&'()*+,;=:@-]*|\.+[\w~!$&'()*+,;=:@-][\w.~!$&'()*+,;=:@-]*)$/;

export function malformed(problem: string): Error {
  return appError("malformed_target", problem);
}
