/** What is text in some form, or otherwise not compressed by itself. */
const known: ReadonlySet<string> = new Set([
  "application/ecmascript",
  "application/graphql",
  "application/javascript",
  "application/json",
  "application/json-seq",
  "application/jsonl",
  "application/rtf",
  "application/sql",
  "application/toml",
  "application/vnd.ms-fontobject",
  "application/wasm",
  "application/x-javascript",
  "application/x-ndjson",
  "application/x-sh",
  "application/x-www-form-urlencoded",
  "application/xml",
  "application/xml-dtd",
  "application/yaml",
  "font/otf",
  "font/ttf",
  "image/bmp",
  "image/vnd.microsoft.icon",
  "image/x-icon",
]);

/** `application/problem+json`, `image/svg+xml`. */
const suffixes = /\+(?:json|json-seq|text|xml|yaml)$/;

/**
 * Whether content of a media type gets smaller when it is compressed. Pictures, sound, films and archives are compressed by
 * themselves. Events are not: each has to arrive when it is sent, and many proxies hold back what is compressed.
 *
 * @param type in lower case, without parameters
 */
export function isCompressibleType(type: string): boolean {
  if (type === "text/event-stream") return false;
  return type.startsWith("text/") || known.has(type) || suffixes.test(type);
}
