/** What is known of a request wherever it is: in middleware, and in a handler. All of it is read when it is asked for. */
export interface RequestContext {
  /** The request as Bun made it. */
  readonly request: Request;
  /** The server that received the request; undefined in-process. */
  readonly server: Bun.Server<unknown> | undefined;
  /** The pattern of the route, `/users/:id`; undefined where none matches. */
  readonly route: string | undefined;
  /** The methods that the path answers, where no route took the request: those of its Allow field. Empty for a 404. */
  readonly allowedMethods: readonly string[] | undefined;
  /** The address of the client's end of the connection; undefined in-process. */
  readonly ip: string | undefined;
  /** The cookies of the request. What is set or deleted here is sent with the answer. */
  readonly cookieMap: Bun.CookieMap;
  /** The canonical path, decoded. */
  readonly path: string;
  readonly url: URL;
  /**
   * Runs work that the answer does not wait for: a mail, a log. It begins at the next turn of the event loop, so call it last.
   * A server that stops waits for it. What it throws is logged as `background_failed`.
   */
  after(work: () => unknown): void;
  /** Aborts when the client goes away, or when a deadline of the `timeout` middleware passes. */
  readonly signal: AbortSignal;
}
