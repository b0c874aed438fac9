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
