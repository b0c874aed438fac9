import { malformed, splitTarget } from "../http/target.ts";

/** The URL that a proxy asks, and the path that stands for its base on this server. */
export interface ProxiedTarget {
  readonly url: URL;
  /** `/api/`, of a request for `/api/users/7`; undefined where the route has no wildcard. */
  readonly prefix: string | undefined;
}

/**
 * The URL of an upstream for a request: its base, and what the wildcard of the route matched, as it was sent. It has one
 * reading there as well as here: what would be another path after it is decoded again is refused.
 *
 * @param route the pattern; without a wildcard the base itself is asked
 * @throws {HttpError} 400 `malformed_target`
 */
export function targetOf(base: URL, requestUrl: string, route: string): ProxiedTarget {
  const { path, query } = splitTarget(requestUrl);
  const search = query === "" ? "" : `?${query}`;
  if (!route.endsWith("/*")) return { url: new URL(search, base), prefix: undefined };
  const segments = path.split("/");
  const prefixed = route.split("/").length - 1;
  const rest = segments.slice(prefixed);
  if (rest.some(leadsElsewhere)) throw malformed("it has a dot segment or a separator that is escaped twice");
  const root = base.pathname.endsWith("/") ? base.pathname : `${base.pathname}/`;
  const url = new URL(`${root}${rest.join("/")}${search}`, base);
  // What was sent is resolved by now, so that nothing leads up; this says so whatever URL parsers do.
  if (url.origin !== base.origin || !url.pathname.startsWith(root))
    throw malformed("it leads out of its base");
  return { url, prefix: `${segments.slice(0, prefixed).join("/")}/` };
}

/** Whether a segment is a step, or more than one segment, however often it is decoded. */
function leadsElsewhere(segment: string): boolean {
  let text = segment;
  for (let depth = 0; depth < 4 && text.includes("%"); depth++)
    text = text.replaceAll(/%[\da-f]{2}/gi, decodeByte);
  return text === "." || text === ".." || /[/\\\0]/.test(text) || /%[\da-f]{2}/i.test(text);
}

/** By bytes: a part of a character is none of those that matter. */
const decodeByte = (escape: string): string => String.fromCharCode(Number.parseInt(escape.slice(1), 16));
