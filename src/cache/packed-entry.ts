import type { CacheEntry } from "./cache-entry.ts";

/** What stands before the body of a packed entry. */
interface Head extends Omit<CacheEntry, "body"> {
  /** Of this form. Another is not read. */
  readonly form: 1;
  readonly versions: readonly (string | null)[];
}

/**
 * An entry as bytes: the length of its head in four bytes, the head as JSON, the body as it is.
 *
 * @param versions of its tags, under which it was made
 */
export async function packEntry(
  { body, ...rest }: CacheEntry,
  versions: Head["versions"],
): Promise<Uint8Array> {
  const head = Buffer.from(JSON.stringify({ form: 1, versions, ...rest } satisfies Head));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.byteLength);
  return Buffer.concat([length, head, await body.bytes()]);
}

/** The entry of some bytes; undefined for bytes that are none, and for one that was made under other versions. */
export function unpackEntry(
  bytes: Uint8Array<ArrayBuffer>,
  versions: Head["versions"],
): CacheEntry | undefined {
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const start = 4 + buffer.readUInt32BE();
    if (start > buffer.byteLength) return undefined;
    const head = JSON.parse(buffer.toString("utf8", 4, start)) as Head;
    if (head.form !== 1 || !isSame(head.versions, versions)) return undefined;
    const { form: _form, versions: _versions, ...rest } = head;
    return isEntry(rest) ? { ...rest, body: new Blob([bytes.subarray(start)]) } : undefined;
  } catch {
    return undefined;
  }
}

const isSame = (a: Head["versions"], b: Head["versions"]): boolean =>
  a.length === b.length && a.every((version, index) => version === b[index]);

/** What somebody else wrote there must not become an answer by half. */
function isEntry(head: Omit<CacheEntry, "body">): boolean {
  const { status, headers, ...times } = head;
  return (
    Number.isInteger(status) &&
    Array.isArray(headers) &&
    headers.every((field) => Array.isArray(field) && field.every((text) => typeof text === "string")) &&
    [times.storedAtMs, times.freshUntilMs, times.revalidateUntilMs, times.errorUntilMs].every(Number.isFinite)
  );
}
