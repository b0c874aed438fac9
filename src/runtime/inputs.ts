import type { TextValues } from "../http/form-text.ts";

/** The named header fields of a request. A field that was sent more than once is joined by commas (RFC 9110 §5.3). */
export function readHeaders(request: Request, names: Iterable<string>): TextValues {
  const values: TextValues = Object.create(null);
  for (const name of names) values[name] = request.headers.get(name) ?? undefined;
  return values;
}

/** All header fields of a request: those that a schema names as it spells them, the others in lower case. */
export function readAllHeaders(request: Request, named: readonly string[] = []): TextValues {
  const values = readHeaders(request, named);
  const read = new Set(named.map((name) => name.toLowerCase()));
  for (const [name, text] of request.headers) if (!read.has(name)) values[name] = text;
  return values;
}

/** The named cookies of a request; all of them where no names are given. */
export function readCookies(request: Request, names?: ReadonlySet<string>): TextValues {
  const values: TextValues = Object.create(null);
  const cookies = new Bun.CookieMap(request.headers.get("cookie") ?? "");
  for (const name of names ?? cookies.keys()) values[name] = cookies.get(name) ?? undefined;
  return values;
}
