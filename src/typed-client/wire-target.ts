/** A value of a query: once, or once for each item. */
export type QueryValue = unknown;

/**
 * The path of a pattern with its parameters, encoded.
 *
 * @throws {TypeError} where one is missing, empty, or `.` or `..`, which would be another path
 */
export function pathOf(pattern: string, params: Readonly<Record<string, unknown>>): string {
  return pattern
    .split("/")
    .map((segment) => {
      if (segment === "*")
        return String(valueOf("*", params))
          .split("/")
          .map((part) => encoded(part, "*"))
          .join("/");
      if (!segment.startsWith(":")) return encodeURI(segment);
      const name = segment.slice(1);
      return encoded(String(valueOf(name, params)), name);
    })
    .join("/");
}

function valueOf(name: string, params: Readonly<Record<string, unknown>>): unknown {
  const value = Object.hasOwn(params, name) ? params[name] : undefined;
  if (value === undefined) throw new TypeError(`The path parameter ${name} is missing.`);
  return value;
}

function encoded(text: string, name: string): string {
  if (text === "" || text === "." || text === "..")
    throw new TypeError(`The path parameter ${name} must be neither empty nor a dot segment.`);
  return encodeURIComponent(text);
}

/** `?page=2&tag=a&tag=b`; nothing for no values. */
export function queryText(values: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values) as [string, unknown][]) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (one !== undefined) query.append(name, String(one));
    }
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}
