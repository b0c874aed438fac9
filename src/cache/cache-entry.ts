/** An answer as it is kept: complete, encoded, without what belongs to one request. */
export interface CacheEntry {
  readonly status: number;
  /** In lower case, each line of its own. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** A Blob: Bun sends it without a copy for each answer. */
  readonly body: Blob;
  /** When it was answered, in milliseconds of the epoch. */
  readonly storedAtMs: number;
  /** Until when it is fresh. */
  readonly freshUntilMs: number;
  /** Until when it may be answered with while a new one is made. */
  readonly revalidateUntilMs: number;
  /** Until when it may be answered with in place of a fault. */
  readonly errorUntilMs: number;
}

/** The last moment at which an entry is of any use. */
export const endOf = ({ freshUntilMs, revalidateUntilMs, errorUntilMs }: CacheEntry): number =>
  Math.max(freshUntilMs, revalidateUntilMs, errorUntilMs);

/** About what an entry holds in memory: its bytes, and what the engine needs around them. */
export function sizeOf(key: string, { headers, body }: CacheEntry): number {
  let bytes = overheadBytes + body.size + 2 * key.length;
  for (const [name, value] of headers) bytes += 64 + name.length + value.length;
  return bytes;
}

/** Objects, map slots and the prepared header fields of one entry, as a heap of many shows. */
const overheadBytes = 1024;
