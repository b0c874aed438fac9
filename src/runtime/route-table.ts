import type { PathCache } from "../http/path-cache.ts";
import type { HtmlPage } from "./html-page.ts";

/** Answers one request. Has the shape of a handler in Bun's `routes`. */
export type RouteFunction = (
  request: BunsenRequest,
  server: Bun.Server<unknown> | undefined,
) => Response | Promise<Response>;

/** A request with the path parameters the router found, decoded; the in-process router sets them as Bun does. */
export type BunsenRequest = Request & { readonly params?: Readonly<Record<string, string>> };

/** What one method of a path answers with: a constant, a page that Bun bundles, or a function. */
export type RouteTarget = Response | HtmlPage | RouteFunction;

/**
 * The compiled app: what Bun's `routes` gets, and what answers the rest. Patterns are spelled as request targets spell
 * them. The in-process router reads this same object, so that no route exists in one and not in the other.
 */
export interface RouteTable {
  readonly routes: Readonly<Record<string, Readonly<Record<string, RouteTarget>>>>;
  /** Answers what no route took: 400, 404, 405, automatic OPTIONS. */
  readonly fallback: RouteFunction;
  /** Makes what remembers the paths of a method; undefined where nothing does. */
  readonly createPathCache?: () => PathCache;
  /** Its WebSockets; undefined where there are none. */
  readonly sockets?: TableSockets;
}

/** The WebSockets of a table, for the server that it is on. */
export interface TableSockets {
  /** What Bun calls for all of them. */
  readonly handler: Bun.WebSocketHandler<unknown>;
  /** Lets the sockets of a server get what is published. */
  attach(server: Bun.Server<unknown>): void;
  detach(server: Bun.Server<unknown>): void;
}
