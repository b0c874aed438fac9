import { namesTag } from "./entity-tag.ts";

/**
 * Whether a GET or HEAD is answered with 304 (RFC 9110 §13.2.2): If-None-Match names the entity tag; where there is no
 * such field, nothing changed since If-Modified-Since.
 *
 * @param headers of the answer
 */
export function isNotModified(request: Request, headers: Headers): boolean {
  const tags = request.headers.get("if-none-match");
  if (tags !== null) return namesTag(tags, headers.get("etag") ?? "");
  const since = request.headers.get("if-modified-since");
  const modified = headers.get("last-modified");
  return since !== null && modified !== null && Date.parse(modified) <= Date.parse(since);
}

/**
 * Whether a GET or HEAD is answered with 412 (RFC 9110 §13.2.2): If-Match does not name the entity tag, which has to be a
 * strong one; where there is no such field, the content changed since If-Unmodified-Since.
 *
 * @param headers of the answer
 */
export function isPreconditionFailed(request: Request, headers: Headers): boolean {
  const tags = request.headers.get("if-match");
  if (tags !== null) return tags.trim() !== "*" && !namesStrongly(tags, headers.get("etag") ?? "");
  const since = request.headers.get("if-unmodified-since");
  return since !== null && Date.parse(headers.get("last-modified") ?? "") > Date.parse(since);
}

/**
 * Whether a Range field counts (RFC 9110 §13.1.5): there is no If-Range, or it is the strong entity tag or the exact date
 * of what is there now.
 *
 * @param headers of the answer
 */
export function isRangeCurrent(request: Request, headers: Headers): boolean {
  const condition = request.headers.get("if-range");
  if (condition === null) return true;
  if (/^(?:W\/)?"/.test(condition)) return namesStrongly(condition, headers.get("etag") ?? "");
  return condition === headers.get("last-modified");
}

const namesStrongly = (field: string, etag: string): boolean =>
  !etag.startsWith("W/") && field.split(",").some((tag) => tag.trim() === etag);
