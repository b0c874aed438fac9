/** What is kept for the next one who needs it. */
export class Shelf<T> {
  readonly #kept: T[] = [];
  /** As many lay here unused ever since the last sweep. */
  #leastKept = 0;

  get length(): number {
    return this.#kept.length;
  }

  put(value: T): void {
    this.#kept.push(value);
  }

  /** The one put here last: it may still be in the processor's cache. */
  take(): T | undefined {
    const value = this.#kept.pop();
    this.#leastKept = Math.min(this.#leastKept, this.#kept.length);
    return value;
  }

  /** Takes those that nobody needed since the last sweep. */
  sweep(): T[] {
    const unneeded = this.#kept.splice(0, this.#leastKept);
    this.#leastKept = this.#kept.length;
    return unneeded;
  }

  clear(): T[] {
    this.#leastKept = 0;
    return this.#kept.splice(0);
  }
}
