/** The directives of a Cache-Control field, in lower case; their values as text, without quotes. Empty where it has none. */
export type CacheDirectives = ReadonlyMap<string, string>;

/**
 * Reads a Cache-Control field (RFC 9111 §5.2). What is no directive is left out; of two with one name the first counts,
 * as the stricter reading is for who decides.
 */
export function readCacheControl(field: string | null): CacheDirectives {
  const directives = new Map<string, string>();
  for (const [, name = "", quoted, plain] of (field ?? "").matchAll(directive)) {
    const key = name.toLowerCase();
    if (!directives.has(key)) directives.set(key, quoted ?? plain ?? "");
  }
  return directives;
}

/** A token, and perhaps `=` with a token or a quoted string. No two ways to match a text: the time is linear. */
const directive = /([\w!#$%&'*+.^`|~-]+)(?:=(?:"([^"]*)"|([^\s",;]*)))?/g;

/** A directive's number of seconds; undefined where it is none. */
export function secondsOf(directives: CacheDirectives, name: string): number | undefined {
  const text = directives.get(name);
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
