/** What is kept of files answers as the file system would. */
import { describe, expect, test } from "bun:test";
import { rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { type StaticOptions, app, middleware } from "../../src/bunsen.ts";
import { KeptFiles, type KeptFilesSettings } from "../../src/runtime/kept-files.ts";
import { quiet } from "../support/behaviour.ts";
import { type TestDirectory, createDirectory } from "../support/directory.ts";
import { requestBytes, sendRaw } from "../support/raw-request.ts";

/** A minute ahead: files that were just written are settled. */
const minuteMs = 60_000;

/** A clock that only a test moves. */
function createClock(startMs = Date.now() + minuteMs): { readonly now: () => number; nowMs: number } {
  const clock = { nowMs: startMs, now: () => clock.nowMs };
  return clock;
}

const settings: Omit<KeptFilesSettings, "now"> = {
  limitBytes: 1000,
  fileLimitBytes: 100,
  capacityEntries: 10,
  checkEveryMs: 0,
};

/** The content of a file, as it is kept; undefined where it is not. */
async function contentOf(kept: KeptFiles, path: string): Promise<string | undefined> {
  const found = kept.find(path);
  return found?.kind === "file" ? await found.content?.text() : undefined;
}

const ask = async (kept: KeptFiles, path: string): Promise<string | undefined> => {
  kept.find(path);
  return contentOf(kept, path);
};

const keepAll = (directory: TestDirectory, own: Partial<KeptFilesSettings> = {}): KeptFiles =>
  new KeptFiles(directory.path, false, { ...settings, now: createClock().now, ...own });

describe("what is kept", () => {
  test("is content that was asked for twice, of small files", async () => {
    await using directory = await createDirectory({ "a.txt": "first", "long.txt": "x".repeat(101) });
    const kept = keepAll(directory);
    expect(await contentOf(kept, "a.txt")).toBeUndefined();
    expect(await contentOf(kept, "a.txt")).toBe("first");
    expect(await ask(kept, "long.txt")).toBeUndefined();
    expect(kept.bytes).toBe(5);
  });

  test("is nothing that was written a moment ago: its next change might leave the same stamp", async () => {
    await using directory = await createDirectory({ "a.txt": "first" });
    const clock = createClock(Date.now());
    const kept = keepAll(directory, { now: clock.now });
    expect(await ask(kept, "a.txt")).toBeUndefined();
    clock.nowMs += 5000;
    expect(await ask(kept, "a.txt")).toBe("first");
  });

  test("is within its bounds, whatever is asked for", async () => {
    const names = Array.from({ length: 60 }, (_, index) => `${index}.txt`);
    await using directory = await createDirectory(
      Object.fromEntries(names.map((name) => [name, "x".repeat(90)])),
    );
    const kept = keepAll(directory, { capacityEntries: 100 });
    for (const name of names) {
      expect(await ask(kept, name)).toSatisfy((text) => text === undefined || text.length === 90);
      expect(kept.bytes).toBeLessThanOrEqual(1000);
    }
    const few = keepAll(directory, { limitBytes: 1_000_000 });
    for (const name of names) await ask(few, name);
    expect(few.bytes).toBeLessThanOrEqual(10 * 90);
  });

  test("is nothing of what is not there", async () => {
    await using directory = await createDirectory({ "a.txt": "first" });
    const kept = keepAll(directory);
    expect(kept.find("gone.txt")).toBeUndefined();
    await Bun.write(join(directory.path, "gone.txt"), "come");
    expect(kept.find("gone.txt")).toMatchObject({ kind: "file", sizeBytes: 4 });
  });
});

describe("a change", () => {
  test("is seen at once, or when the time is over for which content is sent unseen", async () => {
    await using directory = await createDirectory({ "a.txt": "first" });
    const clock = createClock();
    const [atOnce, later] = [keepAll(directory), keepAll(directory, { checkEveryMs: 100, now: clock.now })];
    for (const kept of [atOnce, later]) expect(await ask(kept, "a.txt")).toBe("first");
    await Bun.write(join(directory.path, "a.txt"), "changed");
    expect(await ask(atOnce, "a.txt")).toBe("changed");
    clock.nowMs += 99;
    expect(await ask(later, "a.txt")).toBe("first");
    clock.nowMs += 1;
    expect(await ask(later, "a.txt")).toBe("changed");
  });

  test("is seen where a file of the same size and time takes its place", async () => {
    await using directory = await createDirectory({ "a.txt": "first", "b.txt": "other" });
    const kept = keepAll(directory);
    expect(await ask(kept, "a.txt")).toBe("first");
    await rename(join(directory.path, "b.txt"), join(directory.path, "a.txt"));
    expect(await ask(kept, "a.txt")).toBe("other");
  });

  test("is seen where a file is removed, or becomes a link to outside", async () => {
    await using directory = await createDirectory({ "public/a.txt": "first", "b.txt": "secret" });
    const kept = new KeptFiles(join(directory.path, "public"), false, {
      ...settings,
      now: createClock().now,
    });
    const file = join(directory.path, "public/a.txt");
    expect(await ask(kept, "a.txt")).toBe("first");
    await rm(file);
    expect(kept.find("a.txt")).toBeUndefined();
    await symlink("../b.txt", file);
    expect(kept.find("a.txt")).toBeUndefined();
    expect(kept.bytes).toBe(0);
  });

  test("is seen after a second where the same file is outside now", async () => {
    await using directory = await createDirectory({ "public/in/a.txt": "first", "public/link": "-> in" });
    const clock = createClock();
    const kept = new KeptFiles(join(directory.path, "public"), false, { ...settings, now: clock.now });
    expect(await ask(kept, "link/a.txt")).toBe("first");
    await rename(join(directory.path, "public/in"), join(directory.path, "out"));
    await rm(join(directory.path, "public/link"));
    await symlink("../out", join(directory.path, "public/link"));
    clock.nowMs += 1000;
    expect(kept.find("link/a.txt")).toBeUndefined();
  });

  test("of the clock is no danger", async () => {
    await using directory = await createDirectory({ "a.txt": "first" });
    const clock = createClock();
    const kept = keepAll(directory, { checkEveryMs: 1000, now: clock.now });
    expect(await ask(kept, "a.txt")).toBe("first");
    await Bun.write(join(directory.path, "a.txt"), "changed");
    clock.nowMs -= minuteMs / 2;
    expect(await ask(kept, "a.txt")).toBe("changed");
  });
});

const names = ["a.txt", "b.css", "b.css.br", "c/index.html"] as const;
const targets = [...names.map((name) => `/static/${name}`), "/static/c/", "/static/c", "/static/link"];

/** Something that happens to a directory, or a request. */
type Step =
  | { readonly kind: "write"; readonly name: string; readonly size: number }
  | { readonly kind: "remove"; readonly name: string }
  | { readonly kind: "link"; readonly to: string }
  | { readonly kind: "ask"; readonly target: string; readonly method: string; readonly fields: string[] };

const fieldsOf = (etag: string): string[][] => [
  [],
  ["Range: bytes=0-1"],
  ["Range: bytes=2-"],
  ["Range: bytes=900-"],
  ["Range: bytes=0-1,3-4"],
  ["Accept-Encoding: br, gzip"],
  ["Accept-Encoding: gzip", "Range: bytes=1-2"],
  [`If-None-Match: ${etag}`],
  ["If-None-Match: *"],
  ["If-Modified-Since: Fri, 02 Jan 2037 03:04:05 GMT"],
  ["If-Unmodified-Since: Fri, 02 Jan 2004 03:04:05 GMT"],
  ['If-Match: "x"'],
  ["Accept: text/html"],
];

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("write" as const),
    name: fc.constantFrom(...names),
    size: fc.integer({ min: 0, max: 400 }),
  }),
  fc.record({ kind: fc.constant("remove" as const), name: fc.constantFrom(...names) }),
  fc.record({
    kind: fc.constant("link" as const),
    to: fc.constantFrom("a.txt", "b.css", "../secret.txt", "c"),
  }),
  ...[0, 1, 2, 3].map(() =>
    fc.record({
      kind: fc.constant("ask" as const),
      target: fc.constantFrom(...targets),
      method: fc.constantFrom("GET", "GET", "GET", "HEAD"),
      fields: fc.constantFrom(...fieldsOf('W/"1-1"')),
    }),
  ),
);

const serving = (directory: string, memory: NonNullable<StaticOptions["memory"]>) =>
  app(quiet)
    .static("/static/*", directory, { precompressed: true, fallback: "a.txt", memory })
    .listen({ port: 0, hostname: "127.0.0.1", signals: false });

test("what is kept answers as the file system does, whatever happens to it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 60 }), async (steps) => {
      await using directory = await createDirectory({
        "public/a.txt": "a",
        "public/b.css": "body{}",
        "public/b.css.br": "br",
        "public/c/index.html": "0123456789",
        "secret.txt": "secret",
      });
      const root = join(directory.path, "public");
      await using plain = await serving(root, false);
      // Time goes on, so that content is kept, looked after, and found anew.
      let nowMs = Date.now() + minuteMs;
      const now = (): number => (nowMs += 150);
      await using kept = await serving(root, { checkEveryMs: 0, limitBytes: 600, fileLimitBytes: 300, now });
      for (const one of steps) {
        if (one.kind !== "ask") await happen(root, one);
        else {
          const bytes = requestBytes(one.method, one.target, one.fields);
          const [expected, first] = [await answerOf(plain.port, bytes), await answerOf(kept.port, bytes)];
          expect({ ...one, ...first }).toEqual({ ...one, ...expected });
          expect(await answerOf(kept.port, bytes)).toEqual(expected);
        }
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);

describe("an answer from memory", () => {
  const kept = { now: () => Date.now() + minuteMs };
  const files = { "b.css": "body{}", "b.css.br": "br" };

  test("is that of a compressed file, or that of what it stands for, in any order", async () => {
    await using directory = await createDirectory(files);
    const asked = [
      requestBytes("GET", "/static/b.css.br"),
      requestBytes("GET", "/static/b.css", ["Accept-Encoding: br"]),
      requestBytes("GET", "/static/b.css"),
    ];
    await using plain = await serving(directory.path, false);
    for (const order of [asked, asked.toReversed()]) {
      await using server = await serving(directory.path, kept);
      for (const bytes of [...order, ...order, ...order])
        expect(await answerOf(server.port, bytes)).toEqual(await answerOf(plain.port, bytes));
    }
  });

  test("has the constant fields of its route, and no field of another answer", async () => {
    await using directory = await createDirectory(files);
    let count = 0;
    const counted = middleware({
      name: "count",
      headers: { "x-folded": "1", vary: "origin" },
      after: (_, response) => response.headers.set(`x-${count++}`, "1"),
    });
    const subject = app(quiet)
      .use(counted)
      .static("/static/*", directory.path, { precompressed: true, memory: kept });
    const fieldsNow = async (): Promise<string[]> => [
      ...(await subject.request("/static/b.css")).headers.keys(),
    ];
    const fields = ["accept-ranges", "content-type", "etag", "last-modified", "vary"];
    for (let index = 0; index < 4; index++)
      expect(await fieldsNow()).toEqual([...fields, `x-${index}`, "x-folded"].toSorted());
    const answer = await subject.request("/static/b.css", { headers: { "if-none-match": "*" } });
    expect([answer.status, answer.headers.get("x-folded"), answer.headers.get("vary")]).toEqual([
      304,
      "1",
      "accept-encoding, origin",
    ]);
  });
});

async function happen(root: string, one: Exclude<Step, { kind: "ask" }>): Promise<void> {
  if (one.kind === "write") await Bun.write(join(root, one.name), sized(one.size));
  else if (one.kind === "remove") await rm(join(root, one.name), { force: true });
  else {
    await rm(join(root, "link"), { force: true });
    await symlink(one.to, join(root, "link"));
  }
}

let written = 0;
/** Another text each time. */
const sized = (size: number): string => `${written++}`.padEnd(size, "x");

/** Without the date, and with the framing of the body left out: of a file that is streamed no length is told. */
async function answerOf(port: number, bytes: Parameters<typeof sendRaw>[1]): Promise<object> {
  const { status, headers, body } = await sendRaw(port, bytes);
  const {
    date: _date,
    "transfer-encoding": _coding,
    "content-length": _length,
    ...fields
  } = Object.fromEntries(headers);
  return { status, fields, body };
}
