/** How long answers took. */
export interface Latencies {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** How many took up to 2, 4, 8 … times {@link firstBarMs}; what is shorter is in the first, what is longer in the last. */
  readonly bars: readonly number[];
}

/** Each bucket ends a fourth of an octave after the one before, 19 % later: 1 µs to 67 s. */
const bucketsPerOctave = 4;
const octaves = 26;

/** Bars have octaves. The first one ends at 16 µs, the last but one at 8.4 s. */
const firstBarOctave = 4;
const barCount = 20;

/** Where the first bar ends. */
export const firstBarMs: number = 2 ** firstBarOctave / 1000;

/** Counts durations in a fixed number of buckets: its size does not grow with them. */
export class LatencyHistogram {
  readonly #buckets = new Uint32Array(octaves * bucketsPerOctave + 1);
  #count = 0;
  #maxMs = 0;

  record(durationMs: number): void {
    const bucket = bucketOf(durationMs);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count++;
    this.#maxMs = Math.max(this.#maxMs, durationMs);
  }

  /** Counts what another one has counted as well. */
  add(other: LatencyHistogram): void {
    other.#buckets.forEach((count, bucket) => {
      this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + count;
    });
    this.#count += other.#count;
    this.#maxMs = Math.max(this.#maxMs, other.#maxMs);
  }

  clear(): void {
    this.#buckets.fill(0);
    this.#count = 0;
    this.#maxMs = 0;
  }

  get latencies(): Latencies {
    return {
      count: this.#count,
      p50Ms: this.#percentile(0.5),
      p95Ms: this.#percentile(0.95),
      p99Ms: this.#percentile(0.99),
      maxMs: this.#maxMs,
      bars: this.#bars(),
    };
  }

  /** The end of the bucket that has it: at most 19 % too much. 0 where nothing was counted. */
  #percentile(share: number): number {
    let left = Math.ceil(share * this.#count);
    if (left === 0) return 0;
    const bucket = this.#buckets.findIndex((count) => (left -= count) <= 0);
    return Math.min(endOf(bucket), this.#maxMs);
  }

  #bars(): number[] {
    const bars = Array.from({ length: barCount }, () => 0);
    this.#buckets.forEach((count, bucket) => {
      const octave = Math.ceil(bucket / bucketsPerOctave) - firstBarOctave;
      const bar = Math.min(Math.max(octave, 0), barCount - 1);
      bars[bar] = (bars[bar] ?? 0) + count;
    });
    return bars;
  }
}

function bucketOf(durationMs: number): number {
  const bucket = Math.ceil(Math.log2(durationMs * 1000) * bucketsPerOctave);
  return Math.min(Math.max(bucket, 0), octaves * bucketsPerOctave);
}

const endOf = (bucket: number): number => 2 ** (bucket / bucketsPerOctave) / 1000;
