import type { Database, Statement } from "bun:sqlite";

export interface LimitRow {
  readonly at_ms: number;
  readonly earlier: number;
  readonly later: number;
}

const tables = `
  CREATE TABLE IF NOT EXISTS bunsen_texts (
    key TEXT PRIMARY KEY, value TEXT NOT NULL, expires_at_ms INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS bunsen_texts_expiry ON bunsen_texts (expires_at_ms);
  CREATE TABLE IF NOT EXISTS bunsen_limits (
    key TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, earlier INTEGER NOT NULL, later INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS bunsen_limits_expiry ON bunsen_limits (expires_at_ms);
`;

/** More than one, so that what has expired becomes less while entries come. */
const removedAtOnce = 4;

/** The statements, each prepared once. */
export interface Statements {
  readonly get: Statement<{ readonly value: string }, [key: string, nowMs: number]>;
  readonly set: Statement<unknown, [key: string, value: string, expiresAtMs: number]>;
  readonly replace: Statement<unknown, [value: string, expiresAtMs: number, key: string, nowMs: number]>;
  readonly delete: Statement<unknown, [key: string]>;
  readonly getLimit: Statement<LimitRow, [key: string, nowMs: number]>;
  readonly setLimit: Statement<
    unknown,
    [key: string, atMs: number, earlier: number, later: number, expiresAtMs: number]
  >;
  readonly removeTexts: Statement<unknown, [nowMs: number]>;
  readonly removeLimits: Statement<unknown, [nowMs: number]>;
}

/** Opens a file, or makes it. */
export function openDatabase(path: string, deadlineMs: number): Database {
  // Not imported above: who uses another store does not load it.
  const { Database: Sqlite } = process.getBuiltinModule("bun:sqlite") as typeof import("bun:sqlite");
  const database = new Sqlite(path, { create: true, strict: true });
  database.run(`PRAGMA busy_timeout = ${deadlineMs}`);
  database.run("PRAGMA journal_mode = WAL");
  // In WAL mode this loses no more than the last commits, and only where the machine itself stops.
  database.run("PRAGMA synchronous = NORMAL");
  return database;
}

/** Makes the tables where there are none, and all statements. */
export function prepareAll(database: Database): Statements {
  database.run(tables);
  const removeExpired = (table: string): Statement<unknown, [number]> =>
    database.prepare(
      `DELETE FROM ${table} WHERE key IN (SELECT key FROM ${table} WHERE expires_at_ms <= ? LIMIT ${removedAtOnce})`,
    );
  return {
    get: database.prepare("SELECT value FROM bunsen_texts WHERE key = ? AND expires_at_ms > ?"),
    set: database.prepare("INSERT OR REPLACE INTO bunsen_texts (key, value, expires_at_ms) VALUES (?, ?, ?)"),
    replace: database.prepare(
      "UPDATE bunsen_texts SET value = ?, expires_at_ms = ? WHERE key = ? AND expires_at_ms > ?",
    ),
    delete: database.prepare("DELETE FROM bunsen_texts WHERE key = ?"),
    removeTexts: removeExpired("bunsen_texts"),
    getLimit: database.prepare(
      "SELECT at_ms, earlier, later FROM bunsen_limits WHERE key = ? AND expires_at_ms > ?",
    ),
    setLimit: database.prepare(
      "INSERT OR REPLACE INTO bunsen_limits (key, at_ms, earlier, later, expires_at_ms) VALUES (?, ?, ?, ?, ?)",
    ),
    removeLimits: removeExpired("bunsen_limits"),
  };
}
