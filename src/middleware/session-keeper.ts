import type { MiddlewareContext } from "../define/middleware.ts";
import { RequestSession, type SessionChange } from "./request-session.ts";
import type { SessionCookieJar } from "./session-cookie.ts";
import type { SessionRecords } from "./session-record.ts";

/** Where sessions are kept. */
export interface SessionKeeper {
  /** The session of a request. */
  find(c: MiddlewareContext): RequestSession | Promise<RequestSession>;
  /** Does what is to be done, and changes the cookie after that. Whether the cookie was changed. */
  keep(c: MiddlewareContext, session: RequestSession, change: DueChange): boolean | Promise<boolean>;
}

/** A change that is one. */
export type DueChange = Exclude<SessionChange, { readonly kind: "none" }>;

/** Keeps sessions in the cookie itself. It is opened when the session is used. */
export function cookieKeeper(
  cookie: SessionCookieJar,
  records: SessionRecords,
  now: () => number,
): SessionKeeper {
  return {
    find: (c) =>
      new RequestSession(records, now, () => {
        const text = cookie.read(c);
        return text === undefined ? undefined : records.read(text, now());
      }),
    keep(c, _session, change) {
      if (change.kind === "end") return cookie.remove(c);
      cookie.write(c, records.write(change.record), records.endOf(change.record));
      return true;
    },
  };
}
