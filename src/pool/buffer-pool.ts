import { Lease } from "./lease.ts";
import type { ObjectPoolStats } from "./object-pool.ts";
import { PoolError } from "./pool-error.ts";
import { checkKnown, checkWhole, longestMs } from "./settings.ts";
import { Shelf } from "./shelf.ts";
import { Sweeper } from "./sweeper.ts";

/** Which buffers are kept, and how many. */
export interface BufferPoolOptions {
  /** The smallest buffer, in bytes, a power of two: what is asked for in less gets one of it. Default 4,096. */
  readonly smallestBytes?: number;
  /** The largest buffer that is kept, in bytes, a power of two. What is larger is made anew. Default 1,048,576. */
  readonly largestBytes?: number;
  /** How many are kept at most. Default 1,000. */
  readonly max?: number;
  /** How many bytes are kept at most. Default 67,108,864 (64 MiB). */
  readonly limitBytes?: number;
  /** How often those that nobody needed are dropped, in milliseconds. Default 60,000. */
  readonly cleanupMs?: number;
}

/** What a pool of buffers holds, and did so far. */
export interface BufferPoolStats extends ObjectPoolStats {
  readonly keptBytes: number;
}

/**
 * Buffers by size: powers of two, of which a lease has as many bytes as were asked for, all 0. A buffer that is released is
 * taken away from every view of it, so that who keeps one reads nothing of the next user, and writes nothing to them.
 *
 * @example
 * ```ts
 * const buffers = new BufferPool();
 * using lease = buffers.acquire(60_000);
 * await file.read(lease.value);
 * ```
 */
export class BufferPool implements Disposable {
  readonly #smallestBytes: number;
  readonly #largestBytes: number;
  readonly #max: number;
  readonly #limitBytes: number;
  /** By size of their buffers, smallest first. */
  readonly #shelves = new Map<number, Shelf<ArrayBuffer>>();
  readonly #sweeper: Sweeper;
  #isClosed = false;
  #kept = 0;
  #keptBytes = 0;
  #leased = 0;
  #created = 0;
  #reused = 0;
  #dropped = 0;

  /** @throws {TypeError | RangeError} where an option does not fit */
  constructor(options: BufferPoolOptions = {}) {
    checkKnown("bufferPool", options, ["smallestBytes", "largestBytes", "max", "limitBytes", "cleanupMs"]);
    const { smallestBytes = 4096, largestBytes = 1_048_576, max = 1000 } = options;
    const { limitBytes = 67_108_864, cleanupMs = 60_000 } = options;
    checkPowerOfTwo("bufferPool.smallestBytes", smallestBytes, 1);
    checkPowerOfTwo("bufferPool.largestBytes", largestBytes, smallestBytes);
    checkWhole("bufferPool.max", max, 0);
    checkWhole("bufferPool.limitBytes", limitBytes, 0);
    checkWhole("bufferPool.cleanupMs", cleanupMs, 1, longestMs);
    this.#smallestBytes = smallestBytes;
    this.#largestBytes = largestBytes;
    this.#max = max;
    this.#limitBytes = limitBytes;
    for (let size = smallestBytes; size <= largestBytes; size *= 2) this.#shelves.set(size, new Shelf());
    this.#sweeper = new Sweeper(cleanupMs, () => this.cleanUp());
  }

  get stats(): BufferPoolStats {
    return {
      kept: this.#kept,
      keptBytes: this.#keptBytes,
      leased: this.#leased,
      created: this.#created,
      reused: this.#reused,
      dropped: this.#dropped,
    };
  }

  /**
   * Bytes to write to, all of them 0.
   *
   * @throws {RangeError} where the length is no whole number from 0
   * @throws {PoolError} `pool_closed`
   */
  acquire(lengthBytes: number): Lease<Uint8Array<ArrayBuffer>> {
    checkWhole("bufferPool.acquire: lengthBytes", lengthBytes, 0);
    if (this.#isClosed) throw new PoolError("pool_closed");
    const buffer = this.#bufferFor(lengthBytes);
    this.#leased++;
    const bytes = new Uint8Array(buffer, 0, lengthBytes);
    return new Lease(bytes, (given, isFit) => this.#takeBack(given.buffer, isFit));
  }

  /** Drops what nobody needed since the last time. This happens by itself. Gives whether something is kept. */
  cleanUp(): boolean {
    for (const shelf of this.#shelves.values()) this.#drop(shelf.sweep());
    return this.#kept > 0;
  }

  /** Closes the pool: what is kept is dropped, and what is leased when it is released. */
  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#sweeper.stop();
    for (const shelf of this.#shelves.values()) this.#drop(shelf.clear());
  }

  #bufferFor(lengthBytes: number): ArrayBuffer {
    const size = this.#sizeFor(lengthBytes);
    const kept = this.#shelves.get(size)?.take();
    if (kept === undefined) {
      this.#created++;
      return new ArrayBuffer(size);
    }
    this.#kept--;
    this.#keptBytes -= size;
    this.#reused++;
    return kept;
  }

  /** That of the smallest buffers that are large enough; the length itself where none is. */
  #sizeFor(lengthBytes: number): number {
    if (lengthBytes <= this.#smallestBytes) return this.#smallestBytes;
    return lengthBytes > this.#largestBytes ? lengthBytes : 2 ** Math.ceil(Math.log2(lengthBytes));
  }

  #takeBack(given: ArrayBuffer, isFit: boolean): void {
    this.#leased--;
    // Its user may have taken it away already, by sending it to a worker.
    const size = given.byteLength;
    const shelf = isFit && !this.#isClosed && !given.detached ? this.#shelves.get(size) : undefined;
    const hasRoom = this.#kept < this.#max && this.#keptBytes + size <= this.#limitBytes;
    if (shelf === undefined || !hasRoom) return void this.#dropped++;
    // In this order: nobody can write to it after it was wiped.
    const own = given.transfer();
    new Uint8Array(own).fill(0);
    shelf.put(own);
    this.#kept++;
    this.#keptBytes += size;
    this.#sweeper.start();
  }

  #drop(buffers: readonly ArrayBuffer[]): void {
    this.#kept -= buffers.length;
    this.#dropped += buffers.length;
    for (const { byteLength } of buffers) this.#keptBytes -= byteLength;
  }
}

/** @throws {RangeError} */
function checkPowerOfTwo(path: string, value: number, least: number): void {
  checkWhole(path, value, least, 2 ** 30);
  if (!Number.isInteger(Math.log2(value))) {
    throw new RangeError(`${path}: expected a power of two, received ${value}.`);
  }
}
