import type { CacheStore } from "../cache/cache-store.ts";
import type { MiddlewareContext } from "./middleware.ts";
import type { RequestContext } from "./request-context.ts";

/**
 * That the answers of a GET or HEAD route are kept (RFC 9111), and how. Its handler sees what the key of an answer holds,
 * and nothing else: the declared inputs, `c.vary` and `c.key`. Middleware runs on hits as on misses.
 *
 * Never kept: answers that set cookies, are `private`, `no-store` or `no-cache`, vary by what the key does not hold, have
 * another status, or are longer than the limit; and what was thrown.
 */
export interface CacheOptions {
  /** How long an answer is fresh. A shorter `max-age` of the answer itself counts. */
  readonly ttlSeconds: number;
  /** How long after that an answer may be given while a new one is made in the background. Default 0. */
  readonly staleWhileRevalidateSeconds?: number;
  /** How long after that an answer may be given where the new one is a fault: it throws, or is a 5xx. Default 0. */
  readonly staleIfErrorSeconds?: number;
  /** Header fields of the request that the answer depends on, beside those of the schemas: `c.vary["accept-language"]`. */
  readonly vary?: readonly string[];
  /**
   * What the answer depends on beside the inputs: who asks, a tenant. Plain data, which the handler has as `c.key`;
   * undefined for a request that is not answered from the cache. It sees all that middleware added.
   */
  readonly key?: (context: KeyContext) => unknown;
  /** What invalidates the answers: names, or a function of `{ params, query, headers, cookies, vary, key }`. */
  readonly tags?: readonly string[] | ((context: TagContext) => readonly string[]);
  /**
   * Whether requests with credentials (Authorization, Cookie) are answered from the cache too, and their answers kept for
   * all who share the key. Default false: they are answered by the handler alone.
   */
  readonly public?: boolean;
  /** Statuses that are kept. Default: 200, 203, 204, 300, 301, 308 and 410. */
  readonly statuses?: readonly number[];
  /** Longest body that is kept. Default 1,048,576 (1 MiB). */
  readonly limitBytes?: number;
  /** How long requests for the same answer wait for the one that makes it. Default 10,000. */
  readonly timeoutMs?: number;
  /** Whether a request's `Cache-Control: no-cache` makes a new answer. Default false: anybody could wear the server out. */
  readonly heedsNoCache?: boolean;
}

/** Where the answers of an app are kept. */
export interface AppCacheOptions {
  /** Default: `memoryCache()`. */
  readonly store?: CacheStore;
  /**
   * What keys begin with. Apps with one store and one scope answer for each other. Default: none do, but those of one
   * shared store.
   */
  readonly scope?: string;
}

/** What a mutating route makes invalid: tags, or a function of its context and answer. Only where the answer is below 400. */
export type Invalidates =
  readonly string[] | ((context: MiddlewareContext & DecodedInputs, response: Response) => readonly string[]);

/** Inputs of a route, as they were decoded; a location without a schema is empty. */
export interface DecodedInputs {
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly cookies: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** What `key` sees: all of the request, and what middleware added, by its names. */
export interface KeyContext extends RequestContext, DecodedInputs {
  readonly [added: string]: unknown;
}

/** What `tags` sees: what the key holds. */
export interface TagContext extends Omit<DecodedInputs, "body"> {
  readonly vary: Readonly<Record<string, string | undefined>>;
  readonly key: unknown;
}
