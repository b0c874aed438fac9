import { runInBackground } from "./background.ts";
import { checkHost } from "../http/host.ts";
import { readLastEventId } from "../http/server-sent-event.ts";
import { readTarget } from "../http/target.ts";
import { reply } from "./reply.ts";

/** A location without a schema. */
const none: Readonly<Record<string, never>> = Object.freeze(Object.create(null));

/**
 * What a handler and a middleware are called with. The inputs hold what the route's schemas let through; a location
 * without a schema is empty, except `params`, which then holds text.
 */
export class Context {
  /** The request as Bun made it; one with the same content where its size had to be found by reading it. */
  request: Request;
  /** The server that received it; undefined for an in-process request. */
  readonly server: Bun.Server<unknown> | undefined;
  params: unknown = none;
  query: unknown = none;
  headers: unknown = none;
  cookies: unknown = none;
  body: unknown = undefined;
  /** What was thrown, once an error is being answered. */
  error: unknown = undefined;
  /** The methods that the path answers, where no route took the request: those of its Allow field. Empty for a 404. */
  allowedMethods: readonly string[] | undefined = undefined;
  /** The pattern of the route, `/users/:id`; undefined where none matches. */
  readonly route: string | undefined;
  /** The request that Bun knows, whatever `request` became. */
  readonly #received: Request;
  #cookieMap: Bun.CookieMap | undefined;
  /** Signals of deadlines. */
  #deadlines: readonly AbortSignal[] | undefined;
  /** That of the client and those of the deadlines, as one. Made where it is asked for: that costs some microseconds. */
  #signal: AbortSignal | undefined;

  constructor(request: Request, server: Bun.Server<unknown> | undefined, route?: string) {
    this.request = request;
    this.#received = request;
    this.server = server;
    this.route = route;
  }

  /** The address of the client's end of the connection; undefined in-process. */
  get ip(): string | undefined {
    return this.server?.requestIP(this.#received)?.address;
  }

  /** The cookies of the request. What is set or deleted here is sent with the answer. */
  get cookieMap(): Bun.CookieMap {
    // Bun gives a routed request its map, and sends what was changed in it.
    return (this.#cookieMap ??=
      (this.#received as Partial<Bun.BunRequest>).cookies ??
      new Bun.CookieMap(this.#received.headers.get("cookie") ?? ""));
  }

  /** Set-Cookie fields for what was changed in a map that is not Bun's. */
  ownCookieChanges(): readonly string[] {
    const isBuns = (this.#received as Partial<Bun.BunRequest>).cookies !== undefined;
    return isBuns ? [] : (this.#cookieMap?.toSetCookieHeaders() ?? []);
  }

  /** The canonical path, decoded. @throws {HttpError} 400 where the target has no single reading */
  get path(): string {
    return readTarget(this.request.url).path;
  }

  /** The URL of the request. @throws {HttpError} 400 where the target or the Host has no single reading */
  get url(): URL {
    checkHost(this.request, this.server);
    readTarget(this.request.url);
    return new URL(this.request.url);
  }

  /** The id of the event that an event stream's client saw last; undefined where it tells none. */
  get lastEventId(): string | undefined {
    return readLastEventId(this.request.headers);
  }

  /** Aborts when the client goes away, or when a deadline passes. */
  get signal(): AbortSignal {
    if (this.#deadlines === undefined) return this.request.signal;
    return (this.#signal ??= AbortSignal.any([this.request.signal, ...this.#deadlines]));
  }

  /** How long the connection may be quiet while this request is answered, and after it: 0 for as long as it likes. */
  setIdleTimeout(seconds: number): void {
    this.server?.timeout(this.#received, seconds);
  }

  /**
   * Runs work that the answer does not wait for, from the next turn of the event loop on. A server that stops waits for it.
   * What it throws is logged.
   */
  after(work: () => unknown): void {
    runInBackground(work, this.request, this.server);
  }

  /** Lets `signal` abort with another one, from the next time it is read. */
  abortWith(deadline: AbortSignal): void {
    this.#deadlines = [...(this.#deadlines ?? []), deadline];
    this.#signal = undefined;
  }
}

// A method that needs no `this`, so that `({ reply }) => reply(201, user)` works; on the prototype, so that it is free.
Object.defineProperty(Context.prototype, "reply", { value: reply });
