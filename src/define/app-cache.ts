import type { CacheStore } from "../cache/cache-store.ts";
import type { HandlerCacheStats } from "../cache/handler-cache.ts";
import type { KeptAnswers } from "../cache/kept-answers.ts";
import type { ResponseCache, ResponseCacheStats } from "../cache/response-cache.ts";
import { keyTag, routeTag, userTag } from "../runtime/cache-tags.ts";
import type { AppCacheOptions } from "./cache-options.ts";

/** What of an app's cache is invalid: everything that has one of the tags, that a route answered, or whose `cache.key` gave a value. */
export interface Invalidation {
  /** As routes give them in `cache.tags`. */
  readonly tag?: string | readonly string[];
  /** Key of a route: `GET /users/:id`. */
  readonly route?: string;
  /** A value of `cache.key`: everything that was answered for it, whatever the route. */
  readonly key?: unknown;
}

/** What keeps loaded handlers. */
interface HandlersTold {
  readonly stats: HandlerCacheStats;
}

/** The kept answers of an app. Those of an app that is mounted are in the outer one, and both handles reach them. */
export class AppCache {
  readonly #options: AppCacheOptions;
  readonly #caches: ResponseCache[] = [];
  readonly #outer: AppCache[] = [];
  readonly #handlers: HandlersTold[] = [];
  #store: CacheStore | undefined;

  constructor(options: AppCacheOptions = {}) {
    this.#options = options;
  }

  /**
   * Makes answers invalid. Whoever asks after that gets a new one, also where an older one is just being made.
   *
   * @example
   * ```ts
   * await shop.cache.invalidate({ tag: `product:${id}` });
   * ```
   */
  async invalidate(what: Invalidation): Promise<void> {
    await this.invalidateTags([
      ...(what.tag === undefined ? [] : [what.tag].flat().map(userTag)),
      ...(what.route === undefined ? [] : [routeTag(what.route)]),
      ...(what.key === undefined ? [] : [keyTag(what.key)]),
    ]);
  }

  /** @param tags as stores know them */
  async invalidateTags(tags: readonly string[]): Promise<void> {
    if (this.#caches.length === 0) await this.#options.store?.invalidate(tags);
    await Promise.all(this.#caches.map((cache) => cache.invalidate(tags)));
    await Promise.all(this.#outer.map((outer) => outer.invalidateTags(tags)));
  }

  /** The cache of one table. */
  open(kept: KeptAnswers): ResponseCache {
    this.#store ??= this.#options.store ?? kept.createStore();
    const cache = kept.createCache(this.#store, this.#options.scope);
    this.#caches.push(cache);
    return cache;
  }

  /** Tells of what keeps the loaded handlers of one table. */
  addHandlers(handlers: HandlersTold): void {
    this.#handlers.push(handlers);
  }

  /** Undefined where no handler is lazy. */
  get handlerStats(): HandlerCacheStats | undefined {
    return this.#handlers.at(-1)?.stats;
  }

  /** Lets this handle reach what an app keeps for the one it is mounted in. */
  mountIn(outer: AppCache): void {
    this.#outer.push(outer);
  }

  /** Waits for answers that are made in the background. */
  async settle(): Promise<void> {
    await Promise.all(this.#caches.map((cache) => cache.settle()));
  }

  /** Undefined where nothing is cached. */
  get stats(): ResponseCacheStats | undefined {
    const [first, ...others] = this.#caches.map(({ stats }) => stats);
    return first && others.reduce(sumOf, first);
  }
}

/** Tables of one app have one store. */
const sumOf = (a: ResponseCacheStats, b: ResponseCacheStats): ResponseCacheStats => ({
  ...a,
  hits: a.hits + b.hits,
  misses: a.misses + b.misses,
  staleHits: a.staleHits + b.staleHits,
  coalesced: a.coalesced + b.coalesced,
});
