import pLimit from "p-limit";
import { checkKnown, checkWhole } from "./settings.ts";

/** What is worked through: one after the other, and no sooner than there is room for it. */
export type GatherSource<Item> = Iterable<Item> | AsyncIterable<Item>;

export interface GatherOptions {
  /** How many run at once. Default 100. */
  readonly limit?: number;
  /** Ends it all, with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What each call is given beside its item. */
export interface GatherContext {
  /** The place in the source, and in the results, from 0. */
  readonly index: number;
  /** Aborts when another call failed, or when `options.signal` does: pass it on to what can be ended. */
  readonly signal: AbortSignal;
}

type Work<Item, Result> = (item: Item, context: GatherContext) => Result | Promise<Result>;
type Thunk<Result> = (context: GatherContext) => Result | Promise<Result>;

/**
 * Calls functions, no more than `limit` at once, and gives their results in the order of the source. The first error ends it:
 * nothing more is begun, the signal of what runs aborts, and the error is thrown. The source is read no further than there
 * is room, so that a long one costs no memory but that of its results.
 *
 * @example
 * ```ts
 * const users = await gatherWithLimit(ids, (id, { signal }) => findUser(id, signal), { limit: 10 });
 * const [a, b] = await gatherWithLimit([() => readA(), () => readB()]);
 * ```
 * @throws {TypeError | RangeError} where an argument does not fit
 */
export function gatherWithLimit<Result>(
  thunks: GatherSource<Thunk<Result>>,
  options?: GatherOptions,
): Promise<Result[]>;
export function gatherWithLimit<Item, Result>(
  items: GatherSource<Item>,
  work: Work<Item, Result>,
  options?: GatherOptions,
): Promise<Result[]>;
export async function gatherWithLimit(
  items: GatherSource<unknown>,
  work?: Work<unknown, unknown> | GatherOptions,
  options?: GatherOptions,
): Promise<unknown[]> {
  return typeof work === "function" ? gather(items, work, options) : gather(items, callThunk, work);
}

/**
 * The same, where an error ends nothing: the outcome of each call, as of `Promise.allSettled`. Only an abort, and an error of
 * the source, are thrown.
 *
 * @throws {TypeError | RangeError} where an argument does not fit
 */
export function gatherSettledWithLimit<Result>(
  thunks: GatherSource<Thunk<Result>>,
  options?: GatherOptions,
): Promise<PromiseSettledResult<Result>[]>;
export function gatherSettledWithLimit<Item, Result>(
  items: GatherSource<Item>,
  work: Work<Item, Result>,
  options?: GatherOptions,
): Promise<PromiseSettledResult<Result>[]>;
export async function gatherSettledWithLimit(
  items: GatherSource<unknown>,
  work?: Work<unknown, unknown> | GatherOptions,
  options?: GatherOptions,
): Promise<PromiseSettledResult<unknown>[]> {
  const [call, given] = typeof work === "function" ? [work, options] : [callThunk, work];
  return gather(items, (item, context) => outcomeOf(async () => call(item, context)), given);
}

/** @throws {TypeError} for a promise: that runs already, and can no longer be limited */
function callThunk(thunk: unknown, context: GatherContext): unknown {
  if (typeof thunk === "function") return thunk(context);
  throw new TypeError(`gatherWithLimit: expected functions to call, received ${kindOf(thunk)}.`);
}

const kindOf = (value: unknown): string =>
  value instanceof Promise ? "a promise, which runs already" : value === null ? "null" : typeof value;

async function outcomeOf<Result>(call: () => Promise<Result>): Promise<PromiseSettledResult<Result>> {
  const [outcome] = await Promise.allSettled([call()]);
  return outcome;
}

/** Ends with the results, or with the first error, whatever still runs then. */
async function gather<Item, Result>(
  items: GatherSource<Item>,
  work: Work<Item, Result>,
  options: GatherOptions = {},
): Promise<Result[]> {
  checkKnown("gatherWithLimit", options, ["limit", "signal"]);
  const { limit = 100, signal } = options;
  checkWhole("gatherWithLimit.limit", limit, 1);
  signal?.throwIfAborted();
  const stopping = new AbortController();
  const stopped = Promise.withResolvers<never>();
  const stop = (error: unknown): void => {
    stopped.reject(error);
    stopping.abort(error);
  };
  const onAbort = (): void => stop(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([workThrough(items, work, limit, stopping.signal, stop), stopped.promise]);
  } catch (error) {
    stop(error);
    throw error;
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}

/** Reads on as there is room. It ends when all is done, or soon after the signal aborts. */
async function workThrough<Item, Result>(
  items: GatherSource<Item>,
  work: Work<Item, Result>,
  limit: number,
  signal: AbortSignal,
  stop: (error: unknown) => void,
): Promise<Result[]> {
  const results: Result[] = [];
  const run = pLimit(limit);
  const unfinished = new Unfinished(signal);
  const begin = async (item: Item, index: number): Promise<void> => {
    try {
      // Another one may have failed since this was handed over.
      results[index] = await run(() => (signal.throwIfAborted(), work(item, { index, signal })));
    } catch (error) {
      stop(error);
    }
    unfinished.end();
  };
  const iterator = iteratorOf(items);
  for (let index = 0; ; index++) {
    const next = await iterator.next();
    if (next.done === true) break;
    unfinished.begin();
    void begin(next.value, index);
    await unfinished.untilFewerThan(limit);
    if (!signal.aborted) continue;
    // Who made the source learns that nobody reads on.
    await iterator.return?.();
    break;
  }
  await unfinished.untilFewerThan(1);
  return results;
}

/** `for await` of a list of promises would wait for each of them by itself. */
const iteratorOf = <Item>(items: GatherSource<Item>): Iterator<Item> | AsyncIterator<Item> =>
  Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();

/** Counts what runs. */
class Unfinished {
  readonly #signal: AbortSignal;
  #count = 0;
  #wake = (): void => {};

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener("abort", () => this.#wake());
  }

  begin(): void {
    this.#count++;
  }

  end(): void {
    this.#count--;
    this.#wake();
  }

  /** Waits until there is room, or nothing is begun any more. */
  async untilFewerThan(count: number): Promise<void> {
    while (this.#count >= count && !this.#signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }
}
