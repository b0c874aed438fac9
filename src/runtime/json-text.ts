import { isPlainArray } from "./object-values.ts";
import { unfit } from "./unfit.ts";

/**
 * JSON text of what the native stringifier is slow at: it gives up its fast path for results over 8 KB, twice as early
 * where a character is beyond Latin-1, and for text with escapes in it. Each function gives the bytes that
 * `JSON.stringify` gives.
 */

/** Whether a value is an array that is worth writing in slices. */
export const isLongList = (value: unknown, fromItems: number): boolean =>
  isPlainArray(value) && value.length >= fromItems;

/** Whether a value is text that is worth escaping in segments: long, with something to escape near its start. */
export function isLongText(value: unknown, fromLength: number): boolean {
  if (typeof value !== "string" || value.length < fromLength) return false;
  // Native is fastest where nothing is to be escaped, and looking for it in all of the text costs a tenth of that.
  const start = value.slice(0, fromLength);
  return start.includes("\n") || start.includes('"') || start.includes("\\");
}

/** A slice is to have about so many characters: three quarters of what the fast path takes. */
const sliceLength = 6144;

/**
 * JSON of an array, slice by slice; `unfit` where an item is.
 *
 * @param keep what is kept of an item: a plain object, null, or `unfit`
 */
export function joinItems(
  items: readonly unknown[],
  itemsPerSlice: number,
  keep: (item: unknown) => unknown,
): string | typeof unfit {
  let text = "[";
  let count = itemsPerSlice;
  for (let from = 0; from < items.length;) {
    const size = Math.min(count, items.length - from);
    // eslint-disable-next-line unicorn/no-new-array -- of its size at once: growing it costs as much as the copies do
    const slice = new Array<unknown>(size);
    for (let index = 0; index < size; index++) {
      const kept = keep(items[from + index]);
      if (kept === unfit) return unfit;
      slice[index] = kept;
    }
    const json = JSON.stringify(slice);
    if (from > 0) text += ",";
    text += json.slice(1, -1);
    from += size;
    count = Math.min(Math.max(Math.round((size * sliceLength) / json.length), 4), 500);
  }
  return `${text}]`;
}

const asItIs = (item: unknown): unknown => item;

/** JSON of a plain object of which some members are long lists or long texts. */
export function joinMembers(
  object: Readonly<Record<string, unknown>>,
  itemsPerSlice: Readonly<Record<string, number>>,
): string {
  let members = "";
  for (const key of Object.keys(object)) {
    const text = memberText(
      key,
      object[key],
      Object.hasOwn(itemsPerSlice, key) ? itemsPerSlice[key] : undefined,
    );
    if (text !== "") members += members === "" ? text : `,${text}`;
  }
  return `{${members}}`;
}

/** `"key":value`; empty for a member that has no JSON. */
function memberText(key: string, member: unknown, itemsPerSlice: number | undefined): string {
  if (typeof member === "string") return `${JSON.stringify(key)}:${quoteText(member)}`;
  if (Array.isArray(member) && itemsPerSlice !== undefined) {
    return `${JSON.stringify(key)}:${String(joinItems(member, itemsPerSlice, asItIs))}`;
  }
  // With its key, which a toJSON is called with.
  return JSON.stringify({ [key]: member }).slice(1, -1);
}

/** What JSON escapes in well-formed text. */
const escaped = new RegExp(String.raw`["\\\u0000-\u001f]`, "g");

/** Below this mean distance between escapes, in characters, native is faster. */
const rareDistance = 100;

/** JSON of a text, whose segments between escapes are taken as they are. */
export function quoteText(text: string): string {
  // A lone surrogate is escaped as well; it is rarer than a search for it is cheap.
  if (text.length < rareDistance || !text.isWellFormed()) return JSON.stringify(text);
  let quoted = '"';
  let from = 0;
  escaped.lastIndex = 0;
  for (let count = 1; escaped.test(text); count++) {
    const at = escaped.lastIndex - 1;
    quoted = `${quoted}${text.slice(from, at)}${escapeOf(text.charCodeAt(at))}`;
    from = at + 1;
    if (from < (count - 8) * rareDistance) return quoted + JSON.stringify(text.slice(from)).slice(1);
  }
  return `${quoted}${text.slice(from)}"`;
}

function escapeOf(code: number): string {
  if (code === lineEnd) return "\\n";
  return code === quote ? '\\"' : JSON.stringify(String.fromCharCode(code)).slice(1, -1);
}

const lineEnd = 10;
const quote = 34;
