import type { MiddlewareContext } from "../define/middleware.ts";
import { StoreUnavailableError } from "../stores/store-unavailable.ts";
import type { RequestSession } from "./request-session.ts";
import type { DueChange, SessionKeeper } from "./session-keeper.ts";
import type { StoreKeeper } from "./session-store.ts";

/** A keeper whose store can be down: requests are refused then, or go on as those of nobody. */
export class OutageKeeper implements SessionKeeper {
  readonly #keeper: StoreKeeper;
  readonly #isClosed: boolean;
  /** Sessions that could not be read. */
  readonly #unread = new WeakSet<RequestSession>();

  constructor(keeper: StoreKeeper, isClosed: boolean) {
    this.#keeper = keeper;
    this.#isClosed = isClosed;
  }

  /** @throws {StoreUnavailableError} where it is closed */
  find(c: MiddlewareContext): RequestSession | Promise<RequestSession> {
    try {
      const found = this.#keeper.find(c);
      return found instanceof Promise ? found.catch((error: unknown) => this.#nobody(c, error)) : found;
    } catch (error) {
      return this.#nobody(c, error);
    }
  }

  /** @throws {StoreUnavailableError} where it is closed, and where a session could not be ended: somebody relies on that */
  async keep(c: MiddlewareContext, session: RequestSession, change: DueChange): Promise<boolean> {
    // Saved, it would take the place of one that is there when the store is back.
    if (this.#unread.has(session) && change.kind !== "end") return false;
    try {
      return await this.#keeper.keep(c, session, change);
    } catch (error) {
      if (this.#isClosed || change.kind === "end" || !isOutage(error)) throw error;
      return false;
    }
  }

  #nobody(c: MiddlewareContext, error: unknown): RequestSession {
    if (this.#isClosed || !isOutage(error)) throw error;
    const session = this.#keeper.unread(c);
    this.#unread.add(session);
    return session;
  }
}

/** The store itself tells of it. */
const isOutage = (error: unknown): boolean => error instanceof StoreUnavailableError;
