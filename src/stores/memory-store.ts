import QuickLru from "quick-lru";
import { type LimitState, takeFrom } from "./limit-state.ts";
import { checkCost, checkEntry, checkLimit, checkWhole } from "./store-checks.ts";
import type { Limit, Store, Taken } from "./store.ts";
import { entryKey, limitKey } from "./stored-key.ts";

export interface MemoryStoreOptions {
  /**
   * How many texts are kept, and as many limits: recently used ones at least; never more than twice as many. What was used
   * longest ago is forgotten for more. Default 10,000.
   */
  readonly capacityEntries?: number;
  /** The time, in milliseconds of the epoch. Default: the machine's. */
  readonly now?: () => number;
}

/**
 * Keeps sessions and limits in this process: they are gone when it ends, and other processes do not see them. It answers at
 * once, and has no timers.
 *
 * @throws {RangeError} where the capacity is no whole number from 1
 */
export function memoryStore(options: MemoryStoreOptions = {}): Store {
  return new MemoryStore(options);
}

interface Kept<T> {
  readonly value: T;
  readonly expiresAtMs: number;
}

class MemoryStore implements Store {
  /** Apart from the limits: clients that come from many addresses must not push out sessions. */
  readonly #texts: QuickLru<string, Kept<string>>;
  readonly #limits: QuickLru<string, Kept<LimitState>>;
  readonly #now: () => number;

  constructor({ capacityEntries = 10_000, now = Date.now }: MemoryStoreOptions) {
    checkWhole("memoryStore.capacityEntries", capacityEntries, 1);
    this.#texts = new QuickLru({ maxSize: capacityEntries });
    this.#limits = new QuickLru({ maxSize: capacityEntries });
    this.#now = () => Math.floor(now());
  }

  get(key: string): string | undefined {
    return currentOf(this.#texts, entryKey(key), this.#now());
  }

  set(key: string, value: string, ttlMs: number): void {
    checkEntry(value, ttlMs);
    this.#texts.set(entryKey(key), { value, expiresAtMs: this.#now() + ttlMs });
  }

  replace(key: string, value: string, ttlMs: number): boolean {
    checkEntry(value, ttlMs);
    if (this.get(key) === undefined) return false;
    this.set(key, value, ttlMs);
    return true;
  }

  delete(key: string): void {
    this.#texts.delete(entryKey(key));
  }

  take(key: string, limit: Limit, cost: number): Taken {
    checkLimit("store.take", limit);
    checkCost("store.take.cost", cost);
    const at = limitKey(key, limit);
    const nowMs = this.#now();
    const { taken, state } = takeFrom(currentOf(this.#limits, at, nowMs), limit, cost, nowMs);
    if (taken.isAllowed && cost > 0)
      this.#limits.set(at, { value: state, expiresAtMs: nowMs + taken.resetMs });
    return taken;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#texts.clear();
    this.#limits.clear();
  }
}

/** What is kept, where its time is not over; otherwise it is forgotten. */
function currentOf<T>(entries: QuickLru<string, Kept<T>>, key: string, nowMs: number): T | undefined {
  const kept = entries.get(key);
  if (kept === undefined || kept.expiresAtMs > nowMs) return kept?.value;
  entries.delete(key);
  return undefined;
}
