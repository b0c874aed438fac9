import { reply } from "./reply.ts";
import type { Context } from "./context.ts";

/**
 * What the handler of a cached route is called with: what the key of its answer holds, and nothing else. An answer cannot
 * depend on what the next one who gets it did not send.
 */
export class CachedContext {
  readonly params: unknown;
  readonly query: unknown;
  readonly headers: unknown;
  readonly cookies: unknown;
  /** The texts of the header fields that `vary` names. */
  readonly vary: Readonly<Record<string, string | undefined>>;
  /** What `key` gave. */
  readonly key: unknown;
  readonly route: string | undefined;
  /** Aborts when the answer takes too long; not when a client goes away: others may wait for it. */
  readonly signal: AbortSignal;

  constructor(
    { params, query, headers, cookies, route }: Context,
    vary: Readonly<Record<string, string | undefined>>,
    key: unknown,
    signal: AbortSignal,
  ) {
    this.params = params;
    this.query = query;
    this.headers = headers;
    this.cookies = cookies;
    this.vary = vary;
    this.key = key;
    this.route = route;
    this.signal = signal;
  }
}

Object.defineProperty(CachedContext.prototype, "reply", { value: reply });

/** What a handler has elsewhere, and would make its answer depend on who asks. */
for (const name of ["request", "server", "ip", "cookieMap", "path", "url", "allowedMethods"]) {
  Object.defineProperty(CachedContext.prototype, name, {
    get() {
      throw new TypeError(
        `The handler of a cached route has no c.${name}: its answer may depend only on what the key of the cache holds. ` +
          "Declare it as params, query, headers or cookies, name it in cache.vary, or give it by cache.key.",
      );
    },
  });
}
