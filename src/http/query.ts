import { malformed } from "./target.ts";

/** Text by name: one value, or all of them in order where a name was sent more than once. Has no prototype. */
export type TextValues = Record<string, string | string[] | undefined>;

/**
 * Reads the named keys of an encoded query; what is not named is not even decoded. `+` is a space
 * (application/x-www-form-urlencoded, WHATWG URL §5.1). A key without `=` has the empty string as its value;
 * nothing between two `&` is no pair.
 *
 * @throws {HttpError} 400 `malformed_target` for an escape that is not UTF-8.
 */
export function readQuery(query: string, names: ReadonlySet<string>): TextValues {
  const values: TextValues = Object.create(null);
  if (query === "") return values;
  for (const pair of query.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decodeFormText(equals === -1 ? pair : pair.slice(0, equals));
    if (!names.has(name)) continue;
    values[name] = joinTexts(values[name], equals === -1 ? "" : decodeFormText(pair.slice(equals + 1)));
  }
  return values;
}

/**
 * Goes through an encoded query pair by pair, for code that knows the names it wants: about four times as fast as
 * {@link readQuery}, which says what it means.
 *
 * @example for (const pairs = new QueryScanner("page=2"); pairs.next(); ) if (pairs.name() === "page") …
 */
export class QueryScanner {
  readonly #query: string;
  readonly #isPlain: boolean;
  #start = 0;
  #equals = 0;
  #end = -1;

  constructor(query: string) {
    this.#query = query;
    this.#isPlain = !query.includes("%") && !query.includes("+");
  }

  /** Goes to the next pair; false where there is none. */
  next(): boolean {
    const query = this.#query;
    let at = this.#end + 1;
    while (at < query.length && query.charCodeAt(at) === ampersand) at++;
    if (at >= query.length) return false;
    this.#start = at;
    let equals = -1;
    for (; at < query.length; at++) {
      const code = query.charCodeAt(at);
      if (code === ampersand) break;
      if (code === equalsSign && equals === -1) equals = at;
    }
    this.#end = at;
    this.#equals = equals === -1 ? at : equals;
    return true;
  }

  /** The pair's name. @throws {HttpError} 400 `malformed_target` */
  name(): string {
    return this.#decode(this.#query.slice(this.#start, this.#equals));
  }

  /** The pair's value beside the earlier ones of its name. @throws {HttpError} 400 `malformed_target` */
  addTo(earlier: string | string[] | undefined): string | string[] {
    return joinTexts(earlier, this.#decode(this.#query.slice(this.#equals + 1, this.#end)));
  }

  #decode(encoded: string): string {
    return this.#isPlain ? encoded : decodeFormText(encoded);
  }
}

const ampersand = 0x26;
const equalsSign = 0x3d;

function joinTexts(earlier: string | string[] | undefined, text: string): string | string[] {
  if (earlier === undefined) return text;
  if (typeof earlier === "string") return [earlier, text];
  earlier.push(text);
  return earlier;
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
