import type { TextValues } from "../http/query.ts";

/** The named header fields of a request. A field that was sent more than once is joined by commas (RFC 9110 §5.3). */
export function readHeaders(request: Request, names: ReadonlySet<string>): TextValues {
  const values: TextValues = Object.create(null);
  for (const name of names) values[name] = request.headers.get(name) ?? undefined;
  return values;
}

/** The named cookies of a request. */
export function readCookies(request: Request, names: ReadonlySet<string>): TextValues {
  const values: TextValues = Object.create(null);
  const cookies = new Bun.CookieMap(request.headers.get("cookie") ?? "");
  for (const name of names) values[name] = cookies.get(name) ?? undefined;
  return values;
}
