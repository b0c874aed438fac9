import { expect, test } from "bun:test";
import type { CacheEntry } from "../../src/cache/cache-entry.ts";
import type { CacheStore } from "../../src/cache/cache-store.ts";

/** An entry, as short as it may be. */
export const entryOf = (text: string, over: Partial<CacheEntry> = {}): CacheEntry => ({
  status: 200,
  headers: [
    ["content-type", "text/plain"],
    ["etag", `"${text.length}"`],
  ],
  body: new Blob([text]),
  storedAtMs: Date.now(),
  freshUntilMs: Date.now() + 60_000,
  revalidateUntilMs: Date.now() + 60_000,
  errorUntilMs: Date.now() + 60_000,
  ...over,
});

const readEntry = async (store: CacheStore, key: string, tags: readonly string[] = []) =>
  (await store.read(key, () => tags)).entry;

const keep = async (store: CacheStore, key: string, entry: CacheEntry, tags: readonly string[] = []) => {
  const { seen } = await store.read(key, () => tags);
  await store.write(key, entry, tags, seen);
};

/** Blobs are compared by what they hold. */
const readable = async (entry: CacheEntry | undefined) =>
  entry && { ...entry, body: [...(await entry.body.bytes())] };

/** What every store of answers does. @param open gives an empty one */
export function testCacheStore(open: () => CacheStore | Promise<CacheStore>): void {
  test("what was never kept is not found", async () => {
    await using store = await open();
    expect(await readEntry(store, "a")).toBeUndefined();
  });

  test("an entry is found as it was kept", async () => {
    await using store = await open();
    const entry = entryOf("grün ☂ 👍", { status: 203 });
    await keep(store, "a", entry);
    expect(await readable(await readEntry(store, "a"))).toEqual(await readable(entry));
  });

  test("any bytes, names and values stay what they are", async () => {
    await using store = await open();
    const body = new Blob([Uint8Array.from({ length: 256 }, (_, index) => index)]);
    const entry = entryOf("", { body, headers: [["x-text", 'a "quoted", line']] });
    await keep(store, 'key with \u0000, "quotes" and ☂', entry);
    expect(await readable(await readEntry(store, 'key with \u0000, "quotes" and ☂'))).toEqual(
      await readable(entry),
    );
  });

  test("an empty body is one as well", async () => {
    await using store = await open();
    const entry = entryOf("", { status: 204, body: new Blob([]), headers: [] });
    await keep(store, "a", entry);
    expect(await readable(await readEntry(store, "a"))).toEqual(await readable(entry));
  });

  test("a later entry takes the place of an earlier one", async () => {
    await using store = await open();
    await keep(store, "a", entryOf("first"));
    const second = entryOf("second");
    await keep(store, "a", second);
    expect(await readable(await readEntry(store, "a"))).toEqual(await readable(second));
  });

  test("a tag makes all entries that have it invalid, and no others", async () => {
    await using store = await open();
    const other = entryOf("other");
    await keep(store, "a", entryOf("a"), ["users", "user:1"]);
    await keep(store, "b", entryOf("b"), ["users"]);
    await keep(store, "c", other, ["user"]);
    await store.invalidate(["users"]);
    expect(await readEntry(store, "a", ["users", "user:1"])).toBeUndefined();
    expect(await readEntry(store, "b", ["users"])).toBeUndefined();
    expect(await readable(await readEntry(store, "c", ["user"]))).toEqual(await readable(other));
  });

  test("what is kept after that is found", async () => {
    await using store = await open();
    await keep(store, "a", entryOf("a"), ["users"]);
    await store.invalidate(["users"]);
    const later = entryOf("later");
    await keep(store, "a", later, ["users"]);
    expect(await readable(await readEntry(store, "a", ["users"]))).toEqual(await readable(later));
  });

  test("a tag that nothing has is no error", async () => {
    await using store = await open();
    await store.invalidate(["nothing"]);
    await store.invalidate([]);
    expect(await readEntry(store, "a")).toBeUndefined();
  });

  test("an entry that is kept again has its new tags alone", async () => {
    await using store = await open();
    await keep(store, "a", entryOf("first"), ["old"]);
    const second = entryOf("second");
    await keep(store, "a", second, ["new"]);
    await store.invalidate(["old"]);
    expect(await readable(await readEntry(store, "a", ["new"]))).toEqual(await readable(second));
  });
}
