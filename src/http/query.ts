import { type TextValues, readFormText } from "./form-text.ts";
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
