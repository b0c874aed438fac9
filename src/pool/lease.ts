import { PoolError } from "./pool-error.ts";

/** Takes something back; `isFit` is false where it must not be used again. */
export type GiveBack<T> = (value: T, isFit: boolean) => void;

/**
 * Something of a pool, for as long as it is not released. At the end of a block it is released by itself:
 * `using lease = pool.acquire()`, `await using lease = await connections.acquire()`.
 */
export class Lease<T> implements Disposable, AsyncDisposable {
  readonly #giveBack: GiveBack<T>;
  #held: { readonly value: T } | undefined;

  constructor(value: T, giveBack: GiveBack<T>) {
    this.#held = { value };
    this.#giveBack = giveBack;
  }

  /** What was acquired. @throws {PoolError} `already_released` */
  get value(): T {
    return this.#heldOrThrow().value;
  }

  /** Gives it back. @throws {PoolError} `already_released` */
  release(): void {
    this.#end(true);
  }

  /** Gives back what is broken: the pool destroys it. @throws {PoolError} `already_released` */
  discard(): void {
    this.#end(false);
  }

  [Symbol.dispose](): void {
    // Released inside the block already, perhaps as broken.
    if (this.#held !== undefined) this.release();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this[Symbol.dispose]();
  }

  #end(isFit: boolean): void {
    const { value } = this.#heldOrThrow();
    this.#held = undefined;
    this.#giveBack(value, isFit);
  }

  #heldOrThrow(): { readonly value: T } {
    if (this.#held === undefined) throw new PoolError("already_released");
    return this.#held;
  }
}
