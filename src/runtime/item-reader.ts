/** What a stream needs of its request. */
export interface StreamContext {
  readonly request: Request;
  /** Undefined in-process. */
  readonly server: unknown;
  /** Aborts when the client goes away, or when a deadline passes. */
  readonly signal: AbortSignal;
}

/** Is told an error of an answer whose head is sent already. */
export type TellCut = (error: unknown) => void;

/**
 * Takes the items of a stream one by one, no sooner than each is asked for. When the client goes away, what gives them is
 * told so at once: a generator runs its `finally` as soon as it comes to a `yield`, or to what `c.signal` aborts.
 */
export class ItemReader<Item> {
  readonly #iterator: AsyncIterator<unknown>;
  readonly #signal: AbortSignal;
  readonly #read: (value: unknown) => Item;
  readonly #tell: TellCut;
  #state: "open" | "ended" | "left" = "open";

  /** @param read makes of a value what is sent; throws for one that cannot be */
  constructor(
    items: AsyncIterable<unknown>,
    { signal }: StreamContext,
    read: (value: unknown) => Item,
    tell: TellCut,
  ) {
    this.#iterator = items[Symbol.asyncIterator]();
    this.#signal = signal;
    this.#read = read;
    this.#tell = tell;
    if (signal.aborted) this.leave();
    else signal.addEventListener("abort", this.leave, { once: true });
  }

  /** The next item; undefined after the last. @throws what was thrown instead of one */
  async next(): Promise<Item | undefined> {
    if (this.#state === "ended") return undefined;
    if (this.#state === "left") throw this.#departure();
    try {
      const { done, value } = await this.#iterator.next();
      if (this.#wasLeft()) throw this.#departure();
      if (!done) return this.#read(value);
      this.#end("ended");
      return undefined;
    } catch (error) {
      this.#fail();
      throw error;
    }
  }

  /** Says that nobody wants more. */
  readonly leave = (): void => {
    if (this.#state !== "open") return;
    this.#end("left");
    this.#return();
  };

  /** Tells an error, unless it only says that the client went away. */
  tell(error: unknown): void {
    const isAbort = error === this.#signal.reason || (error instanceof Error && error.name === "AbortError");
    if (!(isAbort && this.#wasLeft())) this.#tell(error);
  }

  /** Where a value was unfit, its generator still waits at the `yield`. */
  #fail(): void {
    if (this.#state !== "open") return;
    this.#end("ended");
    this.#return();
  }

  /** Not waited for: what the generator waits for may never come. */
  #return(): void {
    Promise.try(() => this.#iterator.return?.()).catch((error: unknown) => this.tell(error));
  }

  /** Why nobody wants more. */
  #departure(): unknown {
    return this.#signal.reason ?? new DOMException("The client went away.", "AbortError");
  }

  #end(state: "ended" | "left"): void {
    this.#state = state;
    this.#signal.removeEventListener("abort", this.leave);
  }

  /** A method, as it changes while something is waited for. */
  #wasLeft(): boolean {
    return this.#state === "left";
  }
}
