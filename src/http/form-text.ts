/** Values by name: one, or all of them in order where a name was sent more than once. Has no prototype. */
export type ValuesByName<T> = Record<string, T | T[] | undefined>;

/** Text by name. */
export type TextValues = ValuesByName<string>;

/**
 * Reads pairs of application/x-www-form-urlencoded text (WHATWG URL §5.1): `+` is a space, a key without `=` has the
 * empty string as its value, nothing between two `&` is no pair. What is not asked for is not even decoded.
 *
 * @param names the keys to read; undefined for all
 * @param malformed what to throw for an escape that is not UTF-8
 */
export function readFormText(
  text: string,
  names: ReadonlySet<string> | undefined,
  malformed: () => Error,
): TextValues {
  const values: TextValues = Object.create(null);
  if (text === "") return values;
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decodeFormText(equals === -1 ? pair : pair.slice(0, equals), malformed);
    if (names?.has(name) === false) continue;
    appendValue(values, name, equals === -1 ? "" : decodeFormText(pair.slice(equals + 1), malformed));
  }
  return values;
}

/** Adds a value to those of its name. */
export function appendValue<T, V extends T>(values: ValuesByName<T>, name: string, value: V): void {
  const earlier = values[name];
  if (earlier === undefined) values[name] = value;
  else if (Array.isArray(earlier)) earlier.push(value);
  else values[name] = [earlier, value];
}

/** Text of one name or value. */
export function decodeFormText(encoded: string, malformed: () => Error): string {
  const text = encoded.includes("+") ? encoded.replaceAll("+", " ") : encoded;
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed();
  }
}
