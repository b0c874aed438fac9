import { checkRange, checkType } from "./options.ts";

/** Compares origins as they are: in a pattern, a dot would stand for any character. */
export function isOriginOf(origins: readonly string[]): (origin: string) => boolean {
  const known = new Set(origins);
  return (origin) => known.has(origin);
}

/** @throws {TypeError | RangeError} where a value is no list of origins */
export function checkOrigins(path: string, origins: unknown): void {
  checkType(Array.isArray(origins), path, "a list of origins", origins);
  for (const [index, one] of (origins as unknown[]).entries()) {
    const place = `${path}[${index}]`;
    checkType(typeof one === "string", place, "an origin", one);
    checkRange(
      isOrigin(String(one)),
      place,
      "an origin as browsers send it, such as https://example.com",
      one,
    );
  }
}

/** `null` is none: it is the origin of every sandboxed frame. */
function isOrigin(text: string): boolean {
  if (text.includes("*")) return false;
  if (/^https?:/.test(text)) return URL.canParse(text) && new URL(text).origin === text;
  return /^[a-z][a-z\d+.-]*:\/\/[^\s/?#]+$/.test(text);
}
