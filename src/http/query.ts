import { type TextValues, decodeFormText, readFormText } from "./form-text.ts";
import { malformed } from "./target.ts";

/**
 * Reads the named keys of an encoded query.
 *
 * @param names undefined for all keys
 * @throws {HttpError} 400 `malformed_target` for an escape that is not UTF-8.
 */
export function readQuery(query: string, names?: ReadonlySet<string>): TextValues {
  return readFormText(query, names, malformedQuery);
}

const malformedQuery = (): Error =>
  malformed("its query has an escape that is not part of a UTF-8 character");

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
    return this.#isPlain ? encoded : decodeFormText(encoded, malformedQuery);
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
