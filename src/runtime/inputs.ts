import type { TextValues } from "../http/query.ts";
import type { Values } from "./failures.ts";

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

/** A record with each value mapped. */
export function mapValues(record: Values, map: (value: unknown) => unknown): Values {
  const mapped: Record<string, unknown> = {};
  for (const key of Object.keys(record)) setProperty(mapped, key, map(record[key]));
  return mapped;
}

/** Sets a property of the object itself, also where its key is `__proto__`. */
export function setProperty(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
