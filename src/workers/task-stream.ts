/** Who takes the items that a task yields. */
export interface ItemReceiver {
  /** The task begins. @param more lets it send one more, as one was taken */
  begun(more: () => void): void;
  receive(item: unknown): void;
}

/** How many items a task sends before one is taken. */
export const itemCredits = 4;

/** Has a task done, whose items go to the receiver. Nobody wants it any more when the signal aborts. */
export type RunItems = (receiver: ItemReceiver, signal: AbortSignal) => Promise<unknown>;

/** How a task ended, until the reader is told. */
type End =
  { readonly kind: "result"; readonly value: unknown } | { readonly kind: "error"; readonly error: unknown };

type Result = IteratorResult<unknown, unknown>;

/**
 * What a task yields, for one reader. As with a generator nothing is done before the first item is asked for, and there is
 * one end: what the task returns, or one error. Unlike one, it ends at once when it is told to return, whatever it waits for.
 */
export class TaskStream implements AsyncGenerator<unknown, unknown, undefined>, ItemReceiver {
  readonly #run: RunItems;
  readonly #signal: AbortSignal | undefined;
  readonly #controller = new AbortController();
  /** Items that are not taken yet: as many as there are credits, at most. */
  readonly #items: unknown[] = [];
  readonly #readers: PromiseWithResolvers<Result>[] = [];
  #state: "new" | "open" | "closed" = "new";
  #end: End | undefined;
  #more: () => void = () => {};

  constructor(run: RunItems, signal: AbortSignal | undefined) {
    this.#run = run;
    this.#signal = signal;
  }

  next(): Promise<Result> {
    if (this.#state === "new") this.#open();
    const reader = Promise.withResolvers<Result>();
    this.#readers.push(reader);
    this.#serve();
    return reader.promise;
  }

  return(value?: unknown): Promise<Result> {
    this.#leave();
    return Promise.resolve(value).then((given) => ({ done: true, value: given }));
  }

  throw(error: unknown): Promise<Result> {
    this.#leave();
    return Promise.reject(error as Error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leave();
  }

  begun(more: () => void): void {
    this.#more = more;
  }

  receive(item: unknown): void {
    if (this.#state !== "open" || this.#end !== undefined) return;
    this.#items.push(item);
    this.#serve();
  }

  #open(): void {
    this.#state = "open";
    if (this.#signal?.aborted) this.#abort();
    else this.#signal?.addEventListener("abort", this.#abort, { once: true });
    this.#run(this, this.#controller.signal).then(
      (value) => this.#ended({ kind: "result", value }),
      (error: unknown) => this.#ended({ kind: "error", error }),
    );
  }

  readonly #abort = (): void => this.#controller.abort(this.#signal?.reason);

  #ended(end: End): void {
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#end = end;
    this.#serve();
  }

  /** Nobody wants more: neither items nor the end. */
  #leave(): void {
    const wasOpen = this.#state === "open";
    this.#state = "closed";
    this.#items.length = 0;
    this.#serve();
    if (wasOpen && this.#end === undefined) this.#controller.abort();
  }

  /** Gives those that wait what there is. */
  #serve(): void {
    for (const reader of this.#readers.splice(0, this.#items.length)) {
      reader.resolve({ done: false, value: this.#items.shift() });
      this.#more();
    }
    if (this.#items.length > 0) return;
    if (this.#state === "open" && this.#end !== undefined) this.#tell(this.#end);
    if (this.#state === "closed")
      for (const reader of this.#readers.splice(0)) reader.resolve({ done: true, value: undefined });
  }

  /** Tells the end to the first that asks for it. */
  #tell(end: End): void {
    const reader = this.#readers.shift();
    if (reader === undefined) return;
    this.#state = "closed";
    if (end.kind === "error") reader.reject(end.error);
    else reader.resolve({ done: true, value: end.value });
  }
}
