import { isFieldName, isFieldValue } from "../http/field-syntax.ts";

/** Header fields by name. One that is undefined is left out. */
export type FieldValues = Readonly<Record<string, string | undefined>>;

/** What belongs to a connection, or frames a message: the client's own (RFC 9110 §7.2, §7.6.1, §8.6). */
const own: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** What an origin that the server named may know of a call. */
const forAnyone: readonly string[] = ["accept", "accept-language"];

/**
 * Refuses what cannot stand in a field, line breaks first of all. The value is not told: it may be a credential.
 *
 * @throws {TypeError}
 */
export function checkFields(path: string, fields: FieldValues): void {
  for (const [name, value] of Object.entries(fields)) {
    if (!isFieldName(name))
      throw new TypeError(`${path}: ${JSON.stringify(name)} is no name of a header field.`);
    if (own.has(name.toLowerCase())) throw new TypeError(`${path}.${name}: this field is the client's own.`);
    if (value === undefined || value === "" || (typeof value === "string" && isFieldValue(value))) continue;
    throw new TypeError(`${path}.${name}: expected visible ASCII in one line.`);
  }
}

/** Fields of several sources as one: what comes later counts. */
export function mergeFields(...sources: readonly FieldValues[]): Headers {
  const headers = new Headers();
  for (const source of sources) {
    for (const [name, value] of Object.entries(source)) {
      if (value === undefined) headers.delete(name);
      else headers.set(name, value);
    }
  }
  return headers;
}

/** The fields for another origin: no credentials, by whatever name. */
export const fieldsForAnyone = (headers: Headers): Headers =>
  only(headers, (name) => forAnyone.includes(name));

/** The fields of a request that lost its body. */
export const withoutContent = (headers: Headers): Headers =>
  only(headers, (name) => !name.startsWith("content-"));

function only(headers: Headers, isKept: (name: string) => boolean): Headers {
  const kept = new Headers();
  for (const [name, value] of headers) if (isKept(name)) kept.set(name, value);
  return kept;
}
