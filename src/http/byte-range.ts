/** Bytes of a content, from the first to the last that is sent. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads a Range field for a content of so many bytes (RFC 9110 §14.2). `"whole"` where there is none, where it cannot be
 * read, and where it asks for several ranges: a server may answer those with all of it. `"unsatisfiable"` is a 416.
 */
export function readRange(field: string | null, sizeBytes: number): ByteRange | "whole" | "unsatisfiable" {
  const [, from = "", to = ""] = /^bytes=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*$/i.exec(field ?? "") ?? [];
  if (from === "" && to === "") return "whole";
  if (from === "") return suffixOf(Number(to), sizeBytes);
  const first = Number(from);
  const last = to === "" ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (to !== "" && Number(to) < first) return "whole";
  return first < sizeBytes ? { first, last } : "unsatisfiable";
}

const suffixOf = (length: number, sizeBytes: number): ByteRange | "unsatisfiable" =>
  length === 0 || sizeBytes === 0
    ? "unsatisfiable"
    : { first: Math.max(sizeBytes - length, 0), last: sizeBytes - 1 };
