import { describe, expect, spyOn, test } from "bun:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { type App, app } from "../../src/bunsen.ts";
import type { CacheStore } from "../../src/cache/cache-store.ts";
import { memoryCache } from "../../src/cache/memory-cache.ts";
import { planApp } from "../../src/compile/plan.ts";
import type { Coding } from "../../src/http/accept-encoding.ts";
import { compress, etag } from "../../src/middleware.ts";
import type { RouteTable } from "../../src/runtime/route-table.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { forms, root, tableOf } from "../support/app-forms.ts";

const codings: readonly Coding[] = ["zstd", "br", "gzip"];

const decoders: Readonly<Record<string, (bytes: Uint8Array<ArrayBuffer>) => Uint8Array>> = {
  zstd: (bytes) => Bun.zstdDecompressSync(bytes),
  br: (bytes) => brotliDecompressSync(bytes),
  gzip: (bytes) => gunzipSync(bytes),
};

const long = "a long text, and then ".repeat(1000);
const cache = { ttlSeconds: 60, public: true, tags: ["texts"] };

/** Answers that are kept, and that make another content each time. */
const createShop = (): App => {
  let made = 0;
  return app({ cache: { store: memoryCache() } })
    .use(compress(), etag())
    .get("/kept", { cache }, () => `${long}${++made}`)
    .get("/short", { cache }, () => "short")
    .get(
      "/strong",
      { cache },
      () => new Response(long, { headers: { "content-type": "text/plain", etag: '"v1"' } }),
    ) as unknown as App;
};

const asking = (coding: string, fields: Record<string, string> = {}): RequestInit => ({
  headers: { "accept-encoding": coding, ...fields },
});

/** Decoded. */
async function textOf(response: Response): Promise<string> {
  const decode = decoders[response.headers.get("content-encoding") ?? ""];
  const bytes = (await response.bytes()) as Uint8Array<ArrayBuffer>;
  return Buffer.from(decode === undefined ? bytes : decode(bytes)).toString();
}

/** What of an answer compress decides, and what it must not. */
const toldBy = ({ status, headers }: Response): unknown[] => [
  status,
  headers.get("content-encoding"),
  headers.get("content-type"),
  headers.get("vary"),
];

/** How often zstd compressed while something was done. */
async function compressionsOf(act: () => Promise<void>): Promise<number> {
  const spy = spyOn(Bun, "zstdCompress");
  try {
    await act();
    return spy.mock.calls.length;
  } finally {
    spy.mockRestore();
  }
}

/** Asks over and over, some at a time. */
async function askOften(table: RouteTable, target: string, coding: string): Promise<ReadonlySet<string>> {
  const ask = (): Promise<Response> => answerTarget(table, target, asking(coding));
  const all = await Promise.all(Array.from({ length: 20 }, ask));
  for (let round = 0; round < 20; round++) all.push(await ask());
  return new Set(await Promise.all(all.map(textOf)));
}

describe.each([...forms])("%s", (form) => {
  test("a kept answer is compressed once, however many ask", async () => {
    const table = await tableOf(createShop(), form);
    const count = await compressionsOf(async () => {
      expect(await askOften(table, "/kept", "zstd")).toEqual(new Set([`${long}1`]));
    });
    expect(count).toBe(1);
  });

  test("a kept answer that is too short is not looked at again", async () => {
    const table = await tableOf(createShop(), form);
    expect(await askOften(table, "/short", "zstd")).toEqual(new Set(["short"]));
    await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    const { headers } = await fetch(new URL("/short", server.url), asking("zstd"));
    expect([headers.get("content-length"), headers.get("content-encoding")]).toEqual(["5", null]);
  });

  test("it is the same from the cache, compressed and as it is, as without one", async () => {
    const kept = await tableOf(createShop(), form);
    const off = app({ performance: { optimizations: { useResponseCache: false } } })
      .use(compress(), etag())
      .get("/kept", { cache }, () => `${long}1`);
    const made = await tableOf(off, form);
    for (const coding of [...codings, ...codings, "identity"]) {
      const [a, b] = [
        await answerTarget(kept, "/kept", asking(coding)),
        await answerTarget(made, "/kept", asking(coding)),
      ];
      expect(toldBy(a)).toEqual(toldBy(b));
      expect(toldBy(a).slice(0, 2)).toEqual([200, coding === "identity" ? null : coding]);
      expect([await textOf(a), await textOf(b)]).toEqual([`${long}1`, `${long}1`]);
    }
  });

  test("what is invalid takes its variants with it", async () => {
    const shop = createShop();
    const table = await tableOf(shop, form);
    const count = await compressionsOf(async () => {
      await askOften(table, "/kept", "zstd");
      await shop.cache.invalidate({ tag: "texts" });
      expect(await askOften(table, "/kept", "zstd")).toEqual(new Set([`${long}2`]));
    });
    expect(count).toBe(2);
  });

  test("variants count in the bytes of the store, once each", async () => {
    const shop = createShop();
    const table = await tableOf(shop, form);
    const bytesOf = (): number => shop.stats().cache?.bytes ?? 0;
    await askOften(table, "/kept", "identity");
    let before = bytesOf();
    for (const coding of codings) {
      await askOften(table, "/kept", coding);
      const { length } = await (await answerTarget(table, "/kept", asking(coding))).bytes();
      expect(bytesOf()).toBe(before + length);
      before += length;
    }
    await shop.cache.invalidate({ tag: "texts" });
    expect(bytesOf()).toBe(0);
  });

  test("a tag is weak where content is compressed, and found again in any coding", async () => {
    const table = await tableOf(createShop(), form);
    const told = async (coding: string, known?: string): Promise<unknown[]> => {
      const fields: Record<string, string> = known === undefined ? {} : { "if-none-match": known };
      const { status, headers } = await answerTarget(table, "/strong", asking(coding, fields));
      return [status, headers.get("etag"), headers.get("vary"), headers.get("content-encoding")];
    };
    for (let round = 0; round < 2; round++) {
      expect(await told("br")).toEqual([200, 'W/"v1"', "accept-encoding", "br"]);
      expect(await told("identity")).toEqual([200, '"v1"', "accept-encoding", null]);
      expect(await told("br", 'W/"v1"')).toEqual([304, 'W/"v1"', "accept-encoding", null]);
      expect(await told("identity", '"v1"')).toEqual([304, '"v1"', "accept-encoding", null]);
      expect(await told("br", '"v2"')).toEqual([200, 'W/"v1"', "accept-encoding", "br"]);
    }
  });

  test("over a socket: a hit has the length of what is sent, HEAD the same fields", async () => {
    const table = await tableOf(createShop(), form);
    await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    const ask = (method: string): Promise<Response> =>
      fetch(new URL("/strong", server.url), { ...asking("gzip"), method, decompress: false });
    await ask("GET");
    const [get, head] = [await ask("GET"), await ask("HEAD")];
    const { length } = await get.bytes();
    expect([get.headers.get("content-length"), head.headers.get("content-length")]).toEqual([
      String(length),
      String(length),
    ]);
    expect(get.headers.get("cache-status")).toStartWith("bunsen; hit");
  });

  test("a store that gives another entry each time has none beside them", async () => {
    const given = app({ cache: { store: storeWithoutGrowth() } })
      .use(compress())
      .get("/kept", { cache }, () => long);
    const table = await tableOf(given, form);
    const count = await compressionsOf(async () => {
      expect(await askOften(table, "/kept", "zstd")).toEqual(new Set([long]));
    });
    expect(count).toBe(40);
  });
});

/** A store in memory that nothing can be kept beside. */
function storeWithoutGrowth(): CacheStore {
  const store = memoryCache();
  return {
    isShared: false,
    read: (key, tags) => store.read(key, tags),
    write: (key, entry, tags, seen) => store.write(key, entry, tags, seen),
    invalidate: (tags) => store.invalidate(tags),
    stats: store.stats,
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

test("only cached routes that compress is active on tell what they were made of", () => {
  const given = app()
    .get("/plain", { cache }, () => long)
    .get("/compressed", { cache, use: [compress()] }, () => long)
    .get("/tagged", { cache, use: [etag()] }, () => long)
    .group("/group", (group) =>
      group.use(compress()).get("/skipped", { cache, skip: ["compress"] }, () => long),
    );
  const { plan } = planApp(given.definition(), root);
  const told = plan.routes.map(({ path, cache: kept }) => [path, kept?.tellsContent]);
  expect(Object.fromEntries(told)).toEqual({
    "/plain": undefined,
    "/compressed": true,
    "/tagged": undefined,
    "/group/skipped": undefined,
  });
});
