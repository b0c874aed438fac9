/**
 * Whether an If-None-Match field names an entity tag (RFC 9110 §13.1.2). The comparison is weak, and takes a tag without
 * quotes, as that of Bun's own table does.
 */
export function namesTag(field: string | null, etag: string): boolean {
  if (field === null) return false;
  const wanted = opaqueOf(etag);
  return field.trim() === "*" || field.split(",").some((tag) => opaqueOf(tag) === wanted);
}

const opaqueOf = (tag: string): string =>
  tag
    .trim()
    .replace(/^W\/\s*/, "")
    .replace(/^"(.*)"$/, "$1");

/** Whether an If-Match field holds for an entity tag (RFC 9110 §13.1.1). The comparison is strong: weak tags match none. */
export const matchesTag = (field: string, etag: string): boolean =>
  field.trim() === "*" || (etag.startsWith('"') && tagsOf(field).includes(etag));

/** Whether a field has the weak form of a strong tag. */
export const namesWeakly = (field: string | null, etag: string): boolean =>
  tagsOf(field ?? "").includes(weakTag(etag));

/** The tags of a list. A tag may have commas, but no quotes. */
const tagsOf = (field: string): readonly string[] => field.match(/(?:W\/)?"[^"]*"/g) ?? [];

/** The weak form of a tag. */
export const weakTag = (etag: string): string => (etag.startsWith("W/") ? etag : `W/${etag}`);

/**
 * A strong tag of some content: 128 bits of its SHA-256. A digest that can be forged would let who writes content make two
 * that a cache takes for one.
 */
export function createTag(content: Uint8Array): string {
  const digest = new Bun.CryptoHasher("sha256").update(content).digest();
  return `"${digest.subarray(0, 16).toString("base64url")}"`;
}
