import type { TextValues } from "../http/form-text.ts";

/**
 * The named header fields of a request; all of them where no names are given. A field that was sent more than once is
 * joined by commas (RFC 9110 §5.3).
 */
export function readHeaders(request: Request, names?: ReadonlySet<string>): TextValues {
  const values: TextValues = Object.create(null);
  if (names === undefined) for (const [name, text] of request.headers) values[name] = text;
  else for (const name of names) values[name] = request.headers.get(name) ?? undefined;
  return values;
}

/** The named cookies of a request; all of them where no names are given. */
export function readCookies(request: Request, names?: ReadonlySet<string>): TextValues {
  const values: TextValues = Object.create(null);
  const cookies = new Bun.CookieMap(request.headers.get("cookie") ?? "");
  for (const name of names ?? cookies.keys()) values[name] = cookies.get(name) ?? undefined;
  return values;
}
