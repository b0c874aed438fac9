import { checkHost } from "../http/host.ts";
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

  constructor(request: Request, server: Bun.Server<unknown> | undefined) {
    this.request = request;
    this.server = server;
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

  /** Aborts when the client goes away. */
  get signal(): AbortSignal {
    return this.request.signal;
  }
}

// A method that needs no `this`, so that `({ reply }) => reply(201, user)` works; on the prototype, so that it is free.
Object.defineProperty(Context.prototype, "reply", { value: reply });
