import { Lease } from "./lease.ts";
import { PoolError } from "./pool-error.ts";
import { checkCallable, checkKnown, checkWhole, longestMs } from "./settings.ts";
import { Shelf } from "./shelf.ts";
import { Sweeper } from "./sweeper.ts";

/** How objects are made and made ready again. */
export interface ObjectPoolOptions<T> {
  readonly create: () => T;
  /** Removes everything that the last user left in it. Runs when it is released; one that throws drops the object. */
  readonly reset: (value: T) => void;
  /** Ends what an object holds outside of memory, when the pool drops it. Default: nothing. */
  readonly destroy?: (value: T) => void;
  /** How many are kept at most. What is leased does not count: there is no limit to that. Default 1,000. */
  readonly max?: number;
  /** How often those that nobody needed are dropped, in milliseconds. Default 60,000. */
  readonly cleanupMs?: number;
}

/** What a pool of objects holds, and did so far. */
export interface ObjectPoolStats {
  readonly kept: number;
  readonly leased: number;
  readonly created: number;
  readonly reused: number;
  readonly dropped: number;
}

/**
 * Objects that cost more to make than to make ready again: parsers, WASM instances. An object is reset before it is kept, so
 * that nobody sees what another one left.
 *
 * @example
 * ```ts
 * const parsers = new ObjectPool({ create: () => new Parser(), reset: (parser) => parser.clear() });
 * using lease = parsers.acquire();
 * lease.value.parse(text);
 * ```
 */
export class ObjectPool<T> implements Disposable {
  readonly #create: () => T;
  readonly #reset: (value: T) => void;
  readonly #destroy: (value: T) => void;
  readonly #max: number;
  readonly #shelf = new Shelf<T>();
  readonly #sweeper: Sweeper;
  #isClosed = false;
  #leased = 0;
  #created = 0;
  #reused = 0;
  #dropped = 0;

  /** @throws {TypeError | RangeError} where an option does not fit */
  constructor(options: ObjectPoolOptions<T>) {
    checkKnown("objectPool", options, ["create", "reset", "destroy", "max", "cleanupMs"]);
    const { create, reset, destroy = () => {}, max = 1000, cleanupMs = 60_000 } = options;
    checkCallable("objectPool.create", create);
    checkCallable("objectPool.reset", reset);
    checkCallable("objectPool.destroy", destroy);
    checkWhole("objectPool.max", max, 0);
    checkWhole("objectPool.cleanupMs", cleanupMs, 1, longestMs);
    this.#create = create;
    this.#reset = reset;
    this.#destroy = destroy;
    this.#max = max;
    this.#sweeper = new Sweeper(cleanupMs, () => this.cleanUp());
  }

  get stats(): ObjectPoolStats {
    return {
      kept: this.#shelf.length,
      leased: this.#leased,
      created: this.#created,
      reused: this.#reused,
      dropped: this.#dropped,
    };
  }

  /**
   * A kept object, or a new one. It never waits.
   *
   * @throws {PoolError} `pool_closed`
   * @throws what `create` throws
   */
  acquire(): Lease<T> {
    if (this.#isClosed) throw new PoolError("pool_closed");
    const value = this.#shelf.length > 0 ? this.#reuse() : this.#make();
    this.#leased++;
    return new Lease(value, (given, isFit) => this.#takeBack(given, isFit));
  }

  /** Drops what nobody needed since the last time. This happens by itself. Gives whether something is kept. */
  cleanUp(): boolean {
    for (const value of this.#shelf.sweep()) this.#drop(value);
    return this.#shelf.length > 0;
  }

  /** Closes the pool: what is kept is dropped, and what is leased when it is released. */
  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#sweeper.stop();
    for (const value of this.#shelf.clear()) this.#drop(value);
  }

  #reuse(): T {
    this.#reused++;
    // `T` may have undefined in it: the length has told that there is one.
    return this.#shelf.take() as T;
  }

  #make(): T {
    const value = this.#create();
    this.#created++;
    return value;
  }

  #takeBack(value: T, isFit: boolean): void {
    this.#leased--;
    if (!isFit || this.#isClosed || this.#shelf.length >= this.#max) return this.#drop(value);
    try {
      this.#reset(value);
    } catch (error) {
      this.#drop(value);
      throw error;
    }
    this.#shelf.put(value);
    this.#sweeper.start();
  }

  #drop(value: T): void {
    this.#dropped++;
    this.#destroy(value);
  }
}
