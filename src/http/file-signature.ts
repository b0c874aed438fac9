/** Whether the first bytes of a file are those of its type. */
export type Signature = (bytes: Uint8Array) => boolean;

const startsWith =
  (...starts: readonly (readonly number[])[]): Signature =>
  (bytes) =>
    starts.some((start) => start.every((byte, index) => bytes[index] === byte));

const textAt = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, end));

/** Types by which browsers would be led astray if the content were another (WHATWG MIME Sniffing §6). */
const signatures: ReadonlyMap<string, Signature> = new Map([
  ["image/png", startsWith([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ["image/jpeg", startsWith([0xff, 0xd8, 0xff])],
  ["image/gif", (bytes) => /^GIF8[79]a$/.test(textAt(bytes, 0, 6))],
  ["image/webp", (bytes) => textAt(bytes, 0, 4) === "RIFF" && textAt(bytes, 8, 12) === "WEBP"],
  ["image/avif", (bytes) => /^ftypavi[fs]$/.test(textAt(bytes, 4, 12))],
  ["application/pdf", (bytes) => textAt(bytes, 0, 5) === "%PDF-"],
  ["application/zip", startsWith([0x50, 0x4b, 0x03, 0x04], [0x50, 0x4b, 0x05, 0x06])],
  ["application/gzip", startsWith([0x1f, 0x8b])],
  ["video/mp4", (bytes) => textAt(bytes, 4, 8) === "ftyp"],
  ["video/webm", startsWith([0x1a, 0x45, 0xdf, 0xa3])],
]);

/** How many bytes every signature is decided by. */
export const signatureBytes = 16;

/** The signature of a media type; undefined for one that has none, or is not known. */
export const signatureOf = (type: string): Signature | undefined => signatures.get(type);
