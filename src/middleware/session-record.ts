import type { SessionSettings } from "./session-options.ts";

/** What a session holds: JSON. */
export type SessionData = Readonly<Record<string, unknown>>;

/** A session as it is kept. */
export interface SessionRecord {
  /** Milliseconds of the epoch. */
  readonly createdAtMs: number;
  /** When it was used last; not told of each use. */
  readonly usedAtMs: number;
  readonly data: SessionData;
}

/** How long sessions last, and how they are written. */
export class SessionRecords {
  readonly #idleMs: number;
  readonly #lifetimeMs: number;
  readonly #fits: (data: SessionData) => boolean;

  constructor({ idleMs, lifetimeMs }: SessionSettings, fits: (data: SessionData) => boolean) {
    this.#idleMs = idleMs;
    this.#lifetimeMs = lifetimeMs;
    this.#fits = fits;
  }

  /** When a session ends if it is not used any more. */
  endOf({ createdAtMs, usedAtMs }: SessionRecord): number {
    return Math.min(createdAtMs + this.#lifetimeMs, usedAtMs + this.#idleMs);
  }

  /** Whether its use is to be told: not of each one, or every request would write. */
  isUseDue({ usedAtMs }: SessionRecord, nowMs: number): boolean {
    return nowMs - usedAtMs >= this.#idleMs / 10;
  }

  fits(data: SessionData): boolean {
    return this.#fits(data);
  }

  write({ createdAtMs, usedAtMs, data }: SessionRecord): string {
    return JSON.stringify([createdAtMs, usedAtMs, data]);
  }

  /** Undefined where it has ended, and where it is none that is written now: of an earlier version of the app, perhaps. */
  read(text: string, nowMs: number): SessionRecord | undefined {
    const record = parse(text);
    if (record === undefined || this.endOf(record) <= nowMs || !this.#fits(record.data)) return undefined;
    return record;
  }
}

function parse(text: string): SessionRecord | undefined {
  try {
    const [createdAtMs, usedAtMs, data] = JSON.parse(text) as unknown[];
    if (typeof createdAtMs !== "number" || typeof usedAtMs !== "number" || !isData(data)) return undefined;
    return { createdAtMs, usedAtMs, data: freeze(data) };
  } catch {
    return undefined;
  }
}

/** Data as it will be read: JSON, frozen at every depth, so that what would not be saved is an error where it is written. */
export function toData(values: object): SessionData {
  const data: unknown = JSON.parse(JSON.stringify(values) ?? "null");
  if (!isData(data) || !Bun.deepEquals(data, values)) {
    throw new TypeError(
      "session.set: expected an object of JSON: text, numbers, booleans, null, lists and objects.",
    );
  }
  return freeze(data);
}

const isData = (value: unknown): value is SessionData =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
}
