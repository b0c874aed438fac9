import { malformed } from "./target.ts";

/** Text by name: one value, or all of them in order where a name was sent more than once. Has no prototype. */
export type TextValues = Record<string, string | string[] | undefined>;

/**
 * Reads the named keys of an encoded query; what is not named is not even decoded. `+` is a space
 * (application/x-www-form-urlencoded, WHATWG URL §5.1). A key without `=` has the empty string as its value.
 *
 * @throws {HttpError} 400 `malformed_target` for an escape that is not UTF-8.
 */
export function readQuery(query: string, names: ReadonlySet<string>): TextValues {
  const values: TextValues = Object.create(null);
  if (query === "") return values;
  for (const pair of query.split("&")) {
    const equals = pair.indexOf("=");
    const name = decodeFormText(equals === -1 ? pair : pair.slice(0, equals));
    if (!names.has(name)) continue;
    appendText(values, name, equals === -1 ? "" : decodeFormText(pair.slice(equals + 1)));
  }
  return values;
}

function appendText(values: TextValues, name: string, text: string): void {
  const earlier = values[name];
  if (earlier === undefined) values[name] = text;
  else if (typeof earlier === "string") values[name] = [earlier, text];
  else earlier.push(text);
}

function decodeFormText(encoded: string): string {
  const text = encoded.includes("+") ? encoded.replaceAll("+", " ") : encoded;
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed("its query has an escape that is not part of a UTF-8 character");
  }
}
