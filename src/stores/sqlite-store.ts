import type { Database } from "bun:sqlite";
import { type LimitState, takeFrom } from "./limit-state.ts";
import { Outage, type StoreLog } from "./outage.ts";
import { type LimitRow, type Statements, openDatabase, prepareAll } from "./sqlite-statements.ts";
import { checkCost, checkEntry, checkLimit, checkWhole } from "./store-checks.ts";
import type { Limit, Store, Taken } from "./store.ts";
import { entryKey, limitKey } from "./stored-key.ts";

export interface SqliteStoreOptions {
  /** How long another process may hold the file while this one waits. The whole process waits. Default 250. */
  readonly deadlineMs?: number;
  /** Where it is told that the file does not answer, and that it does again. Default: one line of JSON on standard error. */
  readonly log?: StoreLog;
  /** The time, in milliseconds of the epoch. Default: the machine's. */
  readonly now?: () => number;
}

/**
 * Keeps sessions and limits in a file, which processes of one machine share, and which outlasts them. Rows whose time is
 * over are removed in passing, some with each that is written. It answers at once.
 *
 * @param source the path of the file, made where there is none, which is put into WAL mode; or a database that is open, of
 * which nothing is changed but that it gets two tables, `bunsen_texts` and `bunsen_limits`
 * @example
 * ```ts
 * const store = sqliteStore("./data/sessions.sqlite");
 * ```
 * @throws {RangeError} where the deadline is no whole number from 1
 * @throws {TypeError} where the source is neither
 * @throws {Error} where the file cannot be opened
 */
export function sqliteStore(source: string | Database, options: SqliteStoreOptions = {}): Store {
  return new SqliteStore(source, options);
}

class SqliteStore implements Store {
  readonly #database: Database;
  readonly #isOwn: boolean;
  readonly #now: () => number;
  readonly #statements: Statements;
  readonly #outage: Outage;

  constructor(source: string | Database, { deadlineMs = 250, log, now = Date.now }: SqliteStoreOptions) {
    checkWhole("sqliteStore.deadlineMs", deadlineMs, 1);
    if (typeof source !== "string" && typeof source?.prepare !== "function") {
      throw new TypeError("sqliteStore.source: expected a path or a Database of bun:sqlite.");
    }
    this.#isOwn = typeof source === "string";
    this.#database = typeof source === "string" ? openDatabase(source, deadlineMs) : source;
    this.#now = () => Math.floor(now());
    this.#statements = prepareAll(this.#database);
    this.#outage = new Outage("SQLite", log);
  }

  get(key: string): string | undefined {
    return this.#answer(() => this.#statements.get.get(entryKey(key), this.#now())?.value);
  }

  set(key: string, value: string, ttlMs: number): void {
    checkEntry(value, ttlMs);
    const nowMs = this.#now();
    this.#answer(() => {
      this.#statements.set.run(entryKey(key), value, nowMs + ttlMs);
      this.#statements.removeTexts.run(nowMs);
    });
  }

  replace(key: string, value: string, ttlMs: number): boolean {
    checkEntry(value, ttlMs);
    const nowMs = this.#now();
    return this.#answer(
      () => this.#statements.replace.run(value, nowMs + ttlMs, entryKey(key), nowMs).changes > 0,
    );
  }

  delete(key: string): void {
    this.#answer(() => this.#statements.delete.run(entryKey(key)));
  }

  take(key: string, limit: Limit, cost: number): Taken {
    checkLimit("store.take", limit);
    checkCost("store.take.cost", cost);
    const take = (): Taken => this.#take(limitKey(key, limit), limit, cost, this.#now());
    // The lock is taken before anything is read: two processes that read the same state would both take.
    return this.#answer(() => this.#database.transaction(take).immediate());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const statement of Object.values(this.#statements)) statement.finalize();
    if (this.#isOwn) this.#database.close();
  }

  /** @throws {StoreUnavailableError} where the file is locked for too long, full, or cannot be read */
  #answer<T>(ask: () => T): T {
    try {
      const answer = ask();
      this.#outage.end();
      return answer;
    } catch (cause) {
      throw this.#outage.begin(cause);
    }
  }

  #take(key: string, limit: Limit, cost: number, nowMs: number): Taken {
    const { getLimit, setLimit, removeLimits } = this.#statements;
    const { taken, state } = takeFrom(stateOf(getLimit.get(key, nowMs)), limit, cost, nowMs);
    if (taken.isAllowed && cost > 0) {
      setLimit.run(key, state.atMs, state.earlier, state.later, nowMs + taken.resetMs);
      removeLimits.run(nowMs);
    }
    return taken;
  }
}

const stateOf = (row: LimitRow | null): LimitState | undefined =>
  row === null ? undefined : { atMs: row.at_ms, earlier: row.earlier, later: row.later };
