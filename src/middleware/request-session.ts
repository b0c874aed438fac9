import { type SessionData, type SessionRecord, type SessionRecords, toData } from "./session-record.ts";

/** The session of a request: `c.session`. */
export interface Session<Data extends object = Record<string, unknown>> {
  /** What it holds, frozen; nothing where it is new. */
  readonly data: Readonly<Partial<Data>>;
  /** Whether there is none yet, or none that lasts: one begins when something is set. */
  readonly isNew: boolean;
  /**
   * Changes what is named; what is set to undefined is removed. It is saved after the handler, whatever the answer is.
   *
   * @throws {TypeError} where a value is not JSON, and once the answer is on its way
   */
  set(values: { readonly [Name in keyof Data]?: Data[Name] | undefined }): void;
  /**
   * Gives it another id, and ends the old one: do so whenever somebody signs in, or gets more rights. The data stays, and
   * its lifetime begins anew.
   */
  regenerate(): void;
  /** Ends it: its data, and its cookie. What is set afterwards begins another one. */
  destroy(): void;
}

/** What is to be done after a request. */
export type SessionChange =
  | { readonly kind: "none" }
  | { readonly kind: "end" }
  /** Kept under a new id. `isMoved`: only where the old one is still there. */
  | { readonly kind: "begin"; readonly record: SessionRecord; readonly isMoved: boolean }
  /** Kept under its id, where that is still there. */
  | { readonly kind: "update"; readonly record: SessionRecord };

const empty: SessionData = Object.freeze({});

export class RequestSession implements Session {
  readonly #records: SessionRecords;
  readonly #now: () => number;
  #load: (() => SessionRecord | undefined) | undefined;
  #kept: SessionRecord | undefined;
  #data = empty;
  #isDestroyed = false;
  #isRegenerated = false;
  #isClosed = false;

  /** @param load what is kept of it, asked for when it is used for the first time */
  constructor(records: SessionRecords, now: () => number, load: () => SessionRecord | undefined) {
    this.#records = records;
    this.#now = now;
    this.#load = load;
  }

  get data(): SessionData {
    this.#open();
    return this.#data;
  }

  get isNew(): boolean {
    this.#open();
    return this.#kept === undefined;
  }

  set(values: Readonly<Record<string, unknown>>): void {
    this.#change();
    const merged = { ...this.#data, ...toData(values) };
    for (const key of Object.keys(values)) if (values[key] === undefined) delete merged[key];
    this.#data = Object.freeze(merged);
  }

  regenerate(): void {
    this.#change();
    this.#isRegenerated = true;
  }

  destroy(): void {
    this.#change();
    this.#isDestroyed = true;
    this.#kept = undefined;
    this.#data = empty;
  }

  /** Whether anything of it was asked for or changed: the answer can differ by it. */
  get isUsed(): boolean {
    return this.#load === undefined;
  }

  /**
   * What is to be done with it. From then on it cannot be changed.
   *
   * @throws {TypeError} where the data does not fit its schema
   */
  close(): SessionChange {
    this.#isClosed = true;
    if (!this.isUsed) return { kind: "none" };
    const nowMs = this.#now();
    const change = this.#changeAt(nowMs);
    if ("record" in change && !this.#records.fits(change.record.data))
      throw new TypeError("The data of the session does not fit its schema, so it was not saved.");
    return change;
  }

  #changeAt(nowMs: number): SessionChange {
    const [kept, data] = [this.#kept, this.#data];
    if (kept === undefined) {
      const record = { createdAtMs: nowMs, usedAtMs: nowMs, data };
      if (Object.keys(data).length > 0) return { kind: "begin", record, isMoved: false };
      return { kind: this.#isDestroyed ? "end" : "none" };
    }
    if (this.#isRegenerated)
      return { kind: "begin", record: { createdAtMs: nowMs, usedAtMs: nowMs, data }, isMoved: true };
    const isChanged = !Bun.deepEquals(data, kept.data, true);
    if (!isChanged && !this.#records.isUseDue(kept, nowMs)) return { kind: "none" };
    return { kind: "update", record: { ...kept, usedAtMs: nowMs, data } };
  }

  #open(): void {
    if (this.#load === undefined) return;
    this.#kept = this.#load();
    this.#data = this.#kept?.data ?? empty;
    this.#load = undefined;
  }

  #change(): void {
    if (this.#isClosed)
      throw new TypeError(
        "The session was changed after the answer: it is saved, and its cookie on its way.",
      );
    this.#open();
  }
}
