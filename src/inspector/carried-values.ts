import type { Asked } from "./asked.ts";

/** Who sends more of them than this gets no message told. */
const limitValues = 1000;

/**
 * The texts and numbers that a request carries in its header fields, cookies, query and body. Undefined where they are not known:
 * the body was not read by a schema, or there are too many.
 */
export function carriedValues({ request, context }: Asked): readonly string[] | undefined {
  const values = [...fieldValues(request.headers), ...queryValues(request.url)];
  if (request.body !== null && context?.body === undefined) return undefined;
  return addLeaves(context?.body, values) && values.length <= limitValues ? values : undefined;
}

function* fieldValues(headers: Headers): Iterable<string> {
  for (const [name, value] of headers) {
    yield value;
    // `Bearer abc`, `session=abc; theme=dark`
    if (credentials.has(name)) yield* value.split(/[\s;,=]+/);
  }
  for (const [, value] of new Bun.CookieMap(headers.get("cookie") ?? "")) yield value;
}

const credentials: ReadonlySet<string> = new Set(["authorization", "cookie", "proxy-authorization"]);

const queryValues = (url: string): Iterable<string> =>
  new URLSearchParams(/\?([^]*)/.exec(url)?.[1] ?? "").values();

/** Adds all that a body has; false where that is too much, or cannot be seen. */
function addLeaves(value: unknown, values: string[]): boolean {
  if (values.length > limitValues) return false;
  if (typeof value === "object" && value !== null) return addMembers(value, values);
  if (typeof value === "string" || typeof value === "number" || typeof value === "bigint")
    values.push(String(value));
  return true;
}

function addMembers(value: object, values: string[]): boolean {
  if (value instanceof Date) return addLeaves(String(value.toJSON()), values);
  if (Array.isArray(value)) return value.every((item) => addLeaves(item, values));
  // Bytes, files, what a transform has made: they may say what no member does.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  // A name may be a client's as well.
  return Object.entries(value).every(([key, member]) => addLeaves(key, values) && addLeaves(member, values));
}
