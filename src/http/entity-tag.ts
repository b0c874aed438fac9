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
