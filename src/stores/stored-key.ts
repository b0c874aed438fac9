import type { Limit } from "./store.ts";

/** Longer keys are kept as their digest: what a client sends must not fill a store by its length. */
const longestCharacters = 128;

/** What a text is kept under. */
export const entryKey = (key: string): string => `e:${shortKey(key)}`;

/** What a limit is kept under: one of another kind or window counts for itself. */
export const limitKey = (key: string, { kind, windowMs }: Limit): string =>
  `${kind === "sliding-window" ? "w" : "b"}:${windowMs}:${shortKey(key)}`;

/** A key that each store can hold: no lone surrogates, which are all one in UTF-8, and no NUL. */
function shortKey(key: string): string {
  const isPlain = key.length <= longestCharacters && key.isWellFormed() && !key.includes("\0");
  return isPlain
    ? `=${key}`
    : `#${new Bun.CryptoHasher("sha256").update(Buffer.from(key, "utf16le")).digest("base64url")}`;
}
