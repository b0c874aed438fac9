import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { StoreUnavailableError, sqliteStore } from "../../src/stores.ts";
import { createWorkspace } from "../cli/support/workspace.ts";
import { Clock } from "./support/clock.ts";
import { describeStore } from "./contract.ts";
import { takeInTwoProcesses } from "./support/two-processes.ts";

describe("as every store", () => {
  describe("in a file", () => {
    describeStore(async () => {
      const workspace = await createWorkspace({});
      const clock = new Clock();
      const store = sqliteStore(join(workspace.path, "kept.sqlite"), { now: clock.now });
      return {
        store,
        wait: (ms) => clock.wait(ms),
        async [Symbol.asyncDispose]() {
          await store[Symbol.asyncDispose]();
          await workspace[Symbol.asyncDispose]();
        },
      };
    });
  });

  describe("in a database that is open", () => {
    describeStore(() => {
      const clock = new Clock();
      const store = sqliteStore(new Database(":memory:"), { now: clock.now });
      return {
        store,
        wait: (ms) => clock.wait(ms),
        [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
      };
    });
  });
});

const limit = { kind: "sliding-window", limit: 5, windowMs: 60_000 } as const;

test("what is kept outlasts the store, and other connections see it", async () => {
  await using workspace = await createWorkspace({});
  const path = join(workspace.path, "kept.sqlite");
  const first = sqliteStore(path);
  await first.set("a", "text", 60_000);
  await first.take("a", limit, 2);
  await using second = sqliteStore(path);
  expect([await second.get("a"), (await second.take("a", limit, 1)).remaining]).toEqual(["text", 2]);
  await first[Symbol.asyncDispose]();
  await using third = sqliteStore(path);
  expect([await third.get("a"), (await third.take("a", limit, 1)).remaining]).toEqual(["text", 1]);
});

test("its file is in WAL mode", async () => {
  await using workspace = await createWorkspace({});
  const path = join(workspace.path, "kept.sqlite");
  await using store = sqliteStore(path);
  await store.set("a", "text", 1000);
  using database = new Database(path);
  expect(database.query("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
});

test("a database that was open stays open", async () => {
  using database = new Database(":memory:");
  await sqliteStore(database)[Symbol.asyncDispose]();
  expect(database.query("SELECT 1 AS one").get()).toEqual({ one: 1 });
});

test("rows whose time is over are removed in passing", async () => {
  using database = new Database(":memory:");
  const clock = new Clock();
  const store = sqliteStore(database, { now: clock.now });
  const rows = (): unknown =>
    ["bunsen_texts", "bunsen_limits"].map(
      (table) => database.query<{ n: number }, []>(`SELECT count(*) AS n FROM ${table}`).get()?.n,
    );
  for (let key = 0; key < 40; key++) {
    await store.set(`${key}`, "text", 1000);
    await store.take(`${key}`, limit, 1);
  }
  expect(rows()).toEqual([40, 40]);
  clock.wait(120_000);
  for (let count = 0; count < 10; count++) {
    await store.set("new", "text", 1000);
    await store.take("new", limit, 0);
    if (count === 0) expect(rows()).toEqual([37, 40]);
    await store.take("new", { ...limit, limit: 100 }, 1);
  }
  expect(rows()).toEqual([1, 1]);
});

test.each(["sliding-window", "token-bucket"])(
  "%s: two processes take exactly the limit",
  async (algorithm) => {
    await using workspace = await createWorkspace({});
    const path = join(workspace.path, "kept.sqlite");
    await sqliteStore(path)[Symbol.asyncDispose]();
    expect(await takeInTwoProcesses("sqlite", path, algorithm)).toBe(300);
  },
  30_000,
);

test("a file that another holds for longer than the deadline is a store that is not available", async () => {
  await using workspace = await createWorkspace({});
  const path = join(workspace.path, "kept.sqlite");
  const told: string[] = [];
  await using store = sqliteStore(path, { deadlineMs: 1, log: ({ message }) => told.push(message) });
  using other = new Database(path);
  other.run("BEGIN IMMEDIATE");
  expect(() => store.set("a", "b", 1000)).toThrow(StoreUnavailableError);
  expect(() => store.take("a", limit, 1)).toThrow(StoreUnavailableError);
  expect(told).toEqual(["SQLite does not answer: database is locked"]);
  other.run("ROLLBACK");
  expect([(await store.take("a", limit, 1)).remaining, told.slice(1)]).toEqual([
    4,
    ["SQLite answers again."],
  ]);
});

test("bun:sqlite is loaded by sqliteStore, and not before", async () => {
  await using workspace = await createWorkspace({
    "loads.ts": `
      const original = process.getBuiltinModule;
      let count = 0;
      process.getBuiltinModule = (name) => (count++, original(name));
      const { memoryStore, sqliteStore } = await import("bunsen/stores");
      memoryStore();
      const before = count;
      sqliteStore(":memory:");
      console.log(before, count);
    `,
    "memory.ts": 'import { memoryStore } from "bunsen/stores"; console.log(memoryStore());',
  });
  const run = Bun.spawnSync([process.execPath, join(workspace.path, "loads.ts")]);
  expect(run.stdout.toString()).toBe("0 1\n");
  const { outputs } = await Bun.build({
    entrypoints: [join(workspace.path, "memory.ts")],
    target: "bun",
    minify: true,
  });
  const bundled = (await outputs[0]?.text()) ?? "";
  expect([bundled.length > 0, bundled.includes("bun:sqlite")]).toEqual([true, false]);
});

test.each([0, 0.5, Number.NaN])("%p is no deadline", (deadlineMs) => {
  expect(() => sqliteStore(":memory:", { deadlineMs })).toThrow(
    new RangeError(`sqliteStore.deadlineMs: expected a whole number from 1, received ${deadlineMs}.`),
  );
});

test("what is no file cannot be opened", () => {
  expect(() => sqliteStore("/nowhere/at/all.sqlite")).toThrow("unable to open database file");
});

test.each([7, null, {}])("%p is neither a path nor a database", (source) => {
  expect(() => sqliteStore(source as unknown as string)).toThrow(
    new TypeError("sqliteStore.source: expected a path or a Database of bun:sqlite."),
  );
});
