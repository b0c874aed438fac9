/** Each bucket ends 1 % above where it begins: a quantile is right to half of that. */
const growth = 1.01;
const logGrowth = Math.log(growth);

/** Up to an hour. */
const buckets = Math.ceil(Math.log(3600e9) / logGrowth) + 1;

/** How long things took, however many: counts of them by duration, in a fixed amount of memory. */
export class Durations {
  readonly #counts = new Uint32Array(buckets);
  #count = 0;
  #greatest = 0;

  get count(): number {
    return this.#count;
  }

  get greatestNs(): number {
    return this.#greatest;
  }

  add(nanoseconds: number): void {
    const bucket = Math.min(Math.floor(Math.log(Math.max(nanoseconds, 1)) / logGrowth), buckets - 1);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count += 1;
    if (nanoseconds > this.#greatest) this.#greatest = nanoseconds;
  }

  /** @returns the duration that this share of them do not exceed; NaN where there are none */
  quantileNs(share: number): number {
    let left = Math.max(1, Math.ceil(share * this.#count));
    for (const [bucket, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0) return Math.min(growth ** (bucket + 0.5), this.#greatest);
    }
    return Number.NaN;
  }
}
