import type { Method } from "../http/methods.ts";
import type { AppCache } from "./app-cache.ts";
import type { AppOptions } from "./app-options.ts";
import type { AppSockets } from "./app-sockets.ts";
import type { StaticHandler } from "../runtime/static-files.ts";
import { type Middleware, isMiddleware } from "./middleware.ts";
import type { Resources } from "./resources.ts";
import type { RouteOptions } from "./schema.ts";
import type { SocketOptions } from "./socket.ts";
import type { SourceLocation } from "./source-location.ts";
import type { StaticOptions } from "./static-options.ts";

/** One route as its app defined it. Nothing is decided yet. */
export interface RouteDefinition {
  /** `ALL` stands for each method that has no route of its own at this path. */
  readonly method: Method | "ALL";
  /** The whole path pattern, prefixes of groups and mounts included. */
  readonly path: string;
  readonly options: DefinedOptions;
  /** What answers: a function, or the constant itself; of a WebSocket its hooks. */
  readonly answer: unknown;
  /** The directory whose files it answers with; undefined for other routes. */
  readonly directory?: ServedDirectory | undefined;
  /** Whether it is a WebSocket, a GET route that upgrades its connection. */
  readonly isSocket?: boolean;
  /** In the order in which they were used. */
  readonly middleware: readonly Middleware[];
  /** What its `inject` is looked for in; undefined where it was not defined by an app. */
  readonly resources?: Resources | undefined;
  /** The error handler of the app it was defined in, else of the one that app is mounted in. */
  readonly onError: ErrorHandler | undefined;
  readonly source: SourceLocation;
}

/** A directory that is served. */
export interface ServedDirectory {
  /** Absolute. */
  readonly place: string;
  readonly options: StaticOptions;
  /** What answers where an executable has the files of a route with this key; undefined elsewhere. */
  readonly embedded: (key: string) => StaticHandler | undefined;
}

/** The options of a route, or of a WebSocket. */
export type DefinedOptions = RouteOptions & Omit<SocketOptions, keyof RouteOptions>;

/** An app as plain data and functions: what the planner reads, and what a table is bound to. */
export interface AppDefinition {
  readonly routes: readonly RouteDefinition[];
  readonly options: AppOptions;
  /** The app's own middleware, which also runs where no route answers. */
  readonly middleware: readonly Middleware[];
  readonly onError: ErrorHandler | undefined;
  readonly notFound: NotFoundHandler | undefined;
  /** The handle of its kept answers; one of its own where there is none. */
  readonly cache?: AppCache;
  readonly resources?: Resources | undefined;
  /** The parts that it uses, whatever its routes are. */
  readonly parts?: ReadonlySet<PartName>;
  /** The handle of its WebSockets; one of its own where there is none. */
  readonly sockets?: AppSockets | undefined;
}

/** A part that a build leaves out where its app does not use it. */
export type PartName = "files" | "health" | "resources" | "sockets" | "workers";

/** Sees an error before it is answered. What it returns is sent; undefined leaves the problem document. */
export type ErrorHandler = (error: unknown, context: { readonly request: Request }) => unknown;

/** Answers a path that no route matches. What it returns is sent with the status 404 unless it says otherwise. */
export type NotFoundHandler = (context: { readonly request: Request; readonly path: string }) => unknown;

/** The key of a route: how plans, tables and people name it. */
export const keyOf = (route: Pick<RouteDefinition, "method" | "path">): string =>
  `${route.method} ${route.path}`;

/** All middleware of a route, from the outermost: that of its app and groups, then its own. */
export function middlewareOf({ middleware, options }: RouteDefinition): readonly Middleware[] {
  // Options that are none are reported by the planner.
  const own: unknown = (options as RouteDefinition["options"] | null)?.use;
  return Array.isArray(own) ? [...middleware, ...own.flat().filter(isMiddleware)] : middleware;
}
