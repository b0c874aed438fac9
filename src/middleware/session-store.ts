import type { MiddlewareContext } from "../define/middleware.ts";
import { isThenable } from "../runtime/reply.ts";
import type { Store } from "../stores/store.ts";
import { RequestSession } from "./request-session.ts";
import type { SessionCookieJar } from "./session-cookie.ts";
import type { DueChange, SessionKeeper } from "./session-keeper.ts";
import type { SessionRecord, SessionRecords } from "./session-record.ts";

/** Keeps sessions in a store, by digests of their ids: who reads the store has no cookie of anybody for that. */
export class StoreKeeper implements SessionKeeper {
  readonly #cookie: SessionCookieJar;
  readonly #records: SessionRecords;
  readonly #store: Store;
  readonly #now: () => number;
  /** The ids that cookies named, known to the store or not. */
  readonly #ids = new WeakMap<RequestSession, string>();

  constructor(cookie: SessionCookieJar, records: SessionRecords, store: Store, now: () => number) {
    this.#cookie = cookie;
    this.#records = records;
    this.#store = store;
    this.#now = now;
  }

  find(c: MiddlewareContext): RequestSession | Promise<RequestSession> {
    const id = this.#cookie.read(c);
    if (id === undefined) return this.#sessionOf(undefined, undefined);
    const text = this.#store.get(keyOf(id));
    if (!isThenable(text)) return this.#sessionOf(id, text);
    return Promise.resolve(text).then((later) => this.#sessionOf(id, later));
  }

  /** The session of a request while the store cannot be asked: nobody's. */
  unread(c: MiddlewareContext): RequestSession {
    return this.#sessionOf(this.#cookie.read(c), undefined);
  }

  #sessionOf(id: string | undefined, text: string | undefined): RequestSession {
    const session = new RequestSession(this.#records, this.#now, () =>
      text === undefined ? undefined : this.#records.read(text, this.#now()),
    );
    if (id !== undefined) this.#ids.set(session, id);
    return session;
  }

  async keep(c: MiddlewareContext, session: RequestSession, change: DueChange): Promise<boolean> {
    const id = this.#ids.get(session);
    if (change.kind === "update") return id !== undefined && this.#update(c, id, change.record);
    if (change.kind === "begin") return this.#begin(c, id, change.record, change.isMoved);
    if (id !== undefined) await this.#store.delete(keyOf(id));
    return this.#cookie.remove(c);
  }

  /** One that was ended meanwhile does not come back; nor is its cookie touched, which may be that of another by now. */
  async #update(c: MiddlewareContext, id: string, record: SessionRecord): Promise<boolean> {
    const isThere = await this.#store.replace(keyOf(id), this.#records.write(record), this.#ttlMs(record));
    if (isThere) this.#cookie.write(c, id, this.#records.endOf(record));
    return isThere;
  }

  async #begin(
    c: MiddlewareContext,
    old: string | undefined,
    record: SessionRecord,
    isMoved: boolean,
  ): Promise<boolean> {
    // The old one first: an id that was known before somebody signed in must not be in, whatever fails next.
    if (old !== undefined) {
      if (isMoved && !(await this.#store.replace(keyOf(old), noRecord, 1))) return false;
      await this.#store.delete(keyOf(old));
    }
    const id = createId();
    await this.#store.set(keyOf(id), this.#records.write(record), this.#ttlMs(record));
    this.#cookie.write(c, id, this.#records.endOf(record));
    return true;
  }

  #ttlMs(record: SessionRecord): number {
    return Math.max(1, Math.ceil(this.#records.endOf(record) - this.#now()));
  }
}

/** What is read as no session. */
const noRecord = "[]";

/** 256 random bits. */
const createId = (): string => crypto.getRandomValues(new Uint8Array(32)).toBase64({ alphabet: "base64url" });

const keyOf = (id: string): string =>
  `session:${new Bun.CryptoHasher("sha256").update(id).digest("base64url")}`;
