import type { Static, TSchema } from "@sinclair/typebox";
import { type Middleware, type MiddlewareContext, middleware } from "../define/middleware.ts";
import { readCacheControl } from "../http/cache-control.ts";
import { statusesOf } from "../http/error-statuses.ts";
import { joinVary } from "../runtime/folded-headers.ts";
import type { Store } from "../stores/store.ts";
import { identityOf } from "../stores/store-identity.ts";
import { RequestSession, type Session } from "./request-session.ts";
import { SessionCookieJar } from "./session-cookie.ts";
import { type SessionKeeper, cookieKeeper } from "./session-keeper.ts";
import { type SessionOptions, type SessionSettings, settingsOf } from "./session-options.ts";
import { type SessionData, SessionRecords } from "./session-record.ts";
import { OutageKeeper } from "./session-outage.ts";
import { StoreKeeper } from "./session-store.ts";
import { closedBy } from "./store-closed.ts";

/** What is added to the context. */
export interface WithSession<Data extends object = Record<string, unknown>> {
  readonly session: Session<Data>;
}

/** What a schema says of the data; an object in any case. */
type DataOf<Schema extends TSchema> = Static<Schema> extends infer Data extends object ? Data : never;

/**
 * Gives each request the session of its client: `c.session`. Its data is in an encrypted cookie (AES-256-GCM), or with
 * `store` on the server, and the cookie has an id. It lets everybody in; who may what is said by a guard that comes later.
 *
 * Nothing is read where a request has no cookie, and nothing sent where `c.session` is not used. Where it is, the answer
 * has `Vary: Cookie`, and with a cookie of its own `Cache-Control: no-store`, unless it is `private` already.
 *
 * @example
 * ```ts
 * app()
 *   .use(session<{ user: string }>({ secrets: [process.env.SESSION_SECRET ?? ""], store: redisStore({ … }) }))
 *   .post("/login", …, (c) => (c.session.regenerate(), c.session.set({ user: "ann" }), redirect("/me")))
 *   .get("/me", (c) => c.session.data.user ?? "nobody")
 * ```
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function session<Schema extends TSchema>(
  options: SessionOptions & { readonly schema: Schema },
): Middleware<WithSession<DataOf<Schema>>>;
export function session<Data extends object = Record<string, unknown>>(
  options: SessionOptions,
): Middleware<WithSession<Data>>;
export function session(options: SessionOptions): Middleware<WithSession> {
  const settings = settingsOf(options);
  const { schema, store } = options;
  let fits: (data: SessionData) => boolean = schema === undefined ? () => true : unbound;
  const records = new SessionRecords(settings, (data) => fits(data));
  const keeper = keeperOf(settings, records, store);
  return middleware<WithSession>({
    name: "session",
    phase: "identify",
    options: store === undefined ? options : { ...options, store: identityOf(store) },
    errors: statusesOf(
      ...(store === undefined || !settings.isClosedWhenDown ? [] : ["store_unavailable" as const]),
    ),
    ...(schema === undefined ? {} : { checks: { schema, receive: (check) => void (fits = check) } }),
    before(c) {
      const closed = (error: unknown): Response => closedBy(c, error);
      try {
        const found = keeper.find(c);
        if (found instanceof RequestSession) return { session: found };
        return found.then((later) => ({ session: later }), closed);
      } catch (error) {
        return closed(error);
      }
    },
    after(c, response) {
      // What is refused before any middleware has none.
      if (!(c.session instanceof RequestSession)) return;
      const closing = close(c, c.session, keeper, response);
      return closing?.catch((error: unknown) => closedBy(c, error));
    },
  });
}

function keeperOf(
  settings: SessionSettings,
  records: SessionRecords,
  store: Store | undefined,
): SessionKeeper {
  const { now, isClosedWhenDown } = settings;
  if (store === undefined) return cookieKeeper(new SessionCookieJar(settings, "data"), records, now);
  const kept = new StoreKeeper(new SessionCookieJar(settings, "id"), records, store, now);
  return new OutageKeeper(kept, isClosedWhenDown);
}

const unbound = (): never => {
  throw new TypeError("The session has a schema, and no app that compiled it.");
};

/** Does what is to be done with a session that was used. */
function close(
  c: MiddlewareContext,
  used: RequestSession,
  keeper: SessionKeeper,
  { headers }: Response,
): Promise<void> | void {
  const change = used.close();
  if (used.isUsed) headers.set("vary", joinVary(headers.get("vary"), "Cookie"));
  if (change.kind === "none") return;
  const hasCookie = keeper.keep(c, used, change);
  if (hasCookie instanceof Promise) return hasCookie.then((later) => keepFromCaches(headers, later));
  keepFromCaches(headers, hasCookie);
}

/** A cache that is shared would give the cookie to everybody (RFC 9111 §7.3): what else an answer says of caches gives way. */
function keepFromCaches(headers: Headers, hasCookie: boolean): void {
  if (!hasCookie) return;
  const directives = readCacheControl(headers.get("cache-control"));
  // With a list of fields it keeps those alone from caches.
  const isPrivate = directives.get("private") === "" || directives.has("no-store");
  if (!isPrivate) headers.set("cache-control", "no-store");
}
