import type { MemoOptions } from "../cache/memo.ts";
import type { MiddlewareContext } from "./middleware.ts";

/** What is decided about speed. The names are those of the design this project began with. */
export interface PerformanceOptions {
  /**
   * Paths that are answered without middleware; its constant header fields stay. A glob is a path pattern whose `*` is one
   * segment, or, at the end, all that follow. GET and HEAD, unless it says otherwise. Default: `/health` and `/static/*`,
   * where the middleware does nothing but observe.
   */
  readonly fastPaths?: readonly (string | FastPath)[];
  readonly middleware?: {
    /** When middleware is left out, by its name. */
    readonly skipConditions?: Readonly<Record<string, readonly SkipCondition[]>>;
  };
  /** How much caches hold. */
  readonly caching?: CachingOptions;
  /** Switches, to measure what something is worth. */
  readonly optimizations?: OptimizationOptions;
}

/** Sizes of caches. That of answers has its own where it is made. */
export interface CachingOptions {
  /** Most results that a middleware with `memo` keeps, where it does not say otherwise. Default 1,000. */
  readonly middlewareCacheSize?: number;
  /** How long it keeps them, where it does not say otherwise. Default 60. */
  readonly ttlSeconds?: number;
  /** Most loaded `lazy` handlers that are kept. Default 100. */
  readonly handlerCacheSize?: number;
  /** Most paths whose routes the in-process matcher remembers, where `useRouteCache` is true. Default 1,000. */
  readonly routeCacheSize?: number;
}

/** What can be switched on and off. */
export interface OptimizationOptions {
  /** Whether loaded `lazy` handlers are kept. Default true. */
  readonly useHandlerCache?: boolean;
  /**
   * Whether in-process requests, and those that no route takes, remember which route a path has. Default false: it is slower
   * than matching again for all but a few paths. On the wire Bun matches.
   */
  readonly useRouteCache?: boolean;
  /** Pools of connections are made by the app itself, and pool: there is nothing here to switch off. Default true. */
  readonly poolConnections?: true;
  /** Whether the answers of routes with `cache` are kept. Default true. */
  readonly useResponseCache?: boolean;
}

/** A fast path with its settings. */
export interface FastPath {
  readonly path: string;
  /** Default: GET and HEAD. */
  readonly method?: string | readonly string[];
  /** Whether guards are left out as well. Default false: that is a build error. */
  readonly allowUnguarded?: boolean;
}

/** When a middleware is left out: all of what is given has to hold. */
export interface SkipCondition {
  /** A glob, as in `fastPaths`. Default: every path. */
  readonly path?: string;
  /** Default: every method. */
  readonly method?: string | readonly string[];
  /** Asked for each request; the other conditions are decided when the app is planned, and cost nothing. */
  readonly when?: (context: MiddlewareContext) => boolean;
  /** Whether a guard can be left out so. Default false: that is a build error. */
  readonly allowUnguarded?: boolean;
}

/** The fast paths of an app that says nothing of them. */
export const defaultFastPaths: readonly string[] = ["/health", "/static/*"];

/** What memos that say nothing themselves are kept by, as far as an app says. */
export const memoDefaults = ({ caching = {} }: PerformanceOptions): MemoOptions => ({
  ...(caching.ttlSeconds !== undefined && { ttlSeconds: caching.ttlSeconds }),
  ...(caching.middlewareCacheSize !== undefined && { capacityEntries: caching.middlewareCacheSize }),
});
