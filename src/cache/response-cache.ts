import QuickLru from "quick-lru";
import type { CacheEntry } from "./cache-entry.ts";
import type { CacheStore, CacheStoreStats, Found } from "./cache-store.ts";
import { Flight, late } from "./flight.ts";

/** What is asked for. */
export interface Wanted<Passed> {
  readonly key: string;
  readonly tags: () => readonly string[];
  /** How long others wait for one that makes the answer. */
  readonly timeoutMs: number;
  /** Whether what is kept may answer. Default true. */
  readonly isReusable?: boolean;
  /** Called before an answer is made or waited for. What it throws is thrown. */
  beforeMaking?(): void;
  /** Makes the answer. Its signal aborts at the deadline. */
  make(signal: AbortSignal): Promise<Made<Passed>>;
}

/** An answer that was made. */
export type Made<Passed> =
  /** It may be kept. */
  | { readonly kind: "keep"; readonly entry: CacheEntry }
  /** It may not be kept; those who waited for it get it as well: a fault. */
  | { readonly kind: "share"; readonly entry: CacheEntry }
  /** It is for the one who asked. */
  | { readonly kind: "pass"; readonly passed: Passed };

/** What was answered with, and how it came to be: RFC 9211 has words for it. */
export type Outcome<Passed> =
  | { readonly kind: "hit" | "stale" | "spared" | "made" | "collapsed"; readonly entry: CacheEntry }
  | { readonly kind: "pass"; readonly passed: Passed };

/** What a cache did since the process began. */
export interface ResponseCacheStats extends Partial<CacheStoreStats> {
  readonly hits: number;
  readonly misses: number;
  /** Answers from entries whose freshness was over: while a new one was made, or in place of a fault. */
  readonly staleHits: number;
  /** Requests that waited for the answer of another. */
  readonly coalesced: number;
}

/** That nobody finished the answer within the time. */
export class FlightTimeoutError extends Error {
  override readonly name = "FlightTimeoutError";
}

/** Answers of an app by key: one is made at a time for each key, kept while it is fresh, and made anew in the background. */
export class ResponseCache {
  readonly #store: CacheStore;
  readonly #now: () => number;
  readonly #flights = new Map<string, Flight<Made<unknown>>>();
  /** Keys whose answers turned out not to be kept: waiting for one another would only cost time. */
  readonly #passing = new QuickLru<string, number>({ maxSize: 500 });
  readonly #background = new Set<Promise<unknown>>();
  /** What keys begin with, so that two apps never meet in one store. */
  readonly scope: string;
  #hits = 0;
  #misses = 0;
  #staleHits = 0;
  #coalesced = 0;

  /**
   * @param scope what apps that share answers have in common; default: none share them, except through a shared store
   * @param now milliseconds of the epoch
   */
  constructor(store: CacheStore, scope?: string, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
    this.scope = scope ?? (store.isShared ? "" : `${++created}`);
  }

  get now(): number {
    return this.#now();
  }

  /**
   * Answers from what is kept, or makes the answer.
   *
   * @throws what `make` throws; {FlightTimeoutError} where others did not finish it twice
   */
  answer<Passed>(wanted: Wanted<Passed>): Outcome<Passed> | Promise<Outcome<Passed>> {
    const found = this.#store.read(wanted.key, wanted.tags);
    return found instanceof Promise
      ? found.then((later) => this.#answerWith(later, wanted))
      : this.#answerWith(found, wanted);
  }

  /** Whether something can be kept beside entries. */
  get canGrow(): boolean {
    return this.#store.grow !== undefined;
  }

  /** Counts bytes that are kept beside an entry. */
  grow(key: string, entry: CacheEntry, bytes: number): void {
    this.#store.grow?.(key, entry, bytes);
  }

  /** Forgets what has one of the tags; what is being made is neither kept nor given to who asks from now on. */
  async invalidate(tags: readonly string[]): Promise<void> {
    this.#abandon(tags);
    await this.#store.invalidate(tags);
    // One that began while a store was asked may have seen what was there before.
    this.#abandon(tags);
  }

  /** Waits for what is made in the background. */
  async settle(): Promise<void> {
    while (this.#background.size > 0) await Promise.allSettled(this.#background);
  }

  get stats(): ResponseCacheStats {
    return {
      ...this.#store.stats,
      hits: this.#hits,
      misses: this.#misses,
      staleHits: this.#staleHits,
      coalesced: this.#coalesced,
    };
  }

  #answerWith<Passed>(
    { entry, seen }: Found,
    wanted: Wanted<Passed>,
  ): Outcome<Passed> | Promise<Outcome<Passed>> {
    const now = this.#now();
    if (entry !== undefined && wanted.isReusable !== false) {
      if (now < entry.freshUntilMs) {
        this.#hits++;
        return { kind: "hit", entry };
      }
      if (now < entry.revalidateUntilMs) {
        this.#staleHits++;
        this.#remake(wanted, seen);
        return { kind: "stale", entry };
      }
    }
    wanted.beforeMaking?.();
    this.#misses++;
    const spare = entry !== undefined && now < entry.errorUntilMs ? entry : undefined;
    return this.#make(wanted, seen, spare);
  }

  /** Makes an answer while the old one is still given. */
  #remake<Passed>(wanted: Wanted<Passed>, seen: unknown): void {
    if (this.#flights.has(wanted.key)) return;
    const running = this.#begin(wanted, seen)
      .result.catch(() => {})
      .finally(() => this.#background.delete(running));
    this.#background.add(running);
  }

  async #make<Passed>(
    wanted: Wanted<Passed>,
    seen: unknown,
    spare: CacheEntry | undefined,
  ): Promise<Outcome<Passed>> {
    try {
      const outcome = await this.#makeOrJoin(wanted, seen);
      const isFault = outcome.kind !== "pass" && outcome.entry.status >= 500;
      return isFault && spare !== undefined ? this.#spared(spare) : outcome;
    } catch (error) {
      if (spare !== undefined && isFault(error)) return this.#spared(spare);
      throw error;
    }
  }

  #spared(entry: CacheEntry): Outcome<never> {
    this.#staleHits++;
    return { kind: "spared", entry };
  }

  async #makeOrJoin<Passed>(wanted: Wanted<Passed>, seen: unknown): Promise<Outcome<Passed>> {
    if (this.#passes(wanted.key)) return outcomeOf(await wanted.make(new AbortController().signal), "made");
    for (let turn = 0; turn < 2; turn++) {
      const running = this.#flights.get(wanted.key) as Flight<Made<Passed>> | undefined;
      if (running === undefined) return outcomeOf(await this.#begin(wanted, seen).result, "made");
      this.#coalesced++;
      const made = await running.wait();
      // One takes over, the others wait for that one.
      if (made === late) this.#end(wanted.key, running);
      else if (made.kind === "pass")
        return outcomeOf(await wanted.make(new AbortController().signal), "made");
      else return outcomeOf(made, "collapsed");
    }
    throw new FlightTimeoutError(`An answer was not finished within ${wanted.timeoutMs} ms, twice.`);
  }

  #begin<Passed>(wanted: Wanted<Passed>, seen: unknown): Flight<Made<Passed>> {
    const { key, timeoutMs } = wanted;
    const tags = wanted.tags();
    const flight: Flight<Made<Passed>> = new Flight(tags, timeoutMs, async (signal) => {
      // The flight has to be known before anything of it runs.
      await undefined;
      try {
        const made = await wanted.make(signal);
        if (made.kind === "pass") this.#passing.set(key, this.#now() + passingMs);
        // One that was invalidated meanwhile is no longer there.
        else if (made.kind === "keep" && this.#flights.get(key) === flight)
          await this.#store.write(key, made.entry, tags, seen);
        return made;
      } finally {
        this.#end(key, flight);
      }
    });
    this.#flights.set(key, flight as Flight<Made<unknown>>);
    return flight;
  }

  #end(key: string, flight: object): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }

  #abandon(tags: readonly string[]): void {
    const wanted = new Set(tags);
    for (const [key, flight] of this.#flights)
      if (flight.tags.some((tag) => wanted.has(tag))) this.#flights.delete(key);
  }

  #passes(key: string): boolean {
    const until = this.#passing.get(key);
    return until !== undefined && until > this.#now();
  }
}

let created = 0;

/** How long the answers of a key are not waited for once one could not be kept. */
const passingMs = 10_000;

const outcomeOf = <Passed>(made: Made<Passed>, kind: "made" | "collapsed"): Outcome<Passed> =>
  made.kind === "pass" ? made : { kind, entry: made.entry };

/** What is thrown with a status below 500 is an answer: not found, not allowed. */
const isFault = (error: unknown): boolean =>
  !(error instanceof Error && "status" in error && typeof error.status === "number" && error.status < 500);
