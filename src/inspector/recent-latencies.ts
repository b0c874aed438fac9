import { type Latencies, LatencyHistogram } from "./latency-histogram.ts";

const sliceMs = 10_000;
const sliceCount = 6;

/** How long answers of the last minute took: 50 to 60 seconds, as the oldest ten go at once. */
export class RecentLatencies {
  readonly #slices = Array.from({ length: sliceCount }, () => ({
    number: -1,
    counts: new LatencyHistogram(),
  }));

  /** @param nowMs milliseconds of a clock that only goes on */
  record(durationMs: number, nowMs: number): void {
    const number = Math.floor(nowMs / sliceMs);
    const slice = this.#slices[number % sliceCount];
    if (slice === undefined) return;
    if (slice.number !== number) {
      slice.number = number;
      slice.counts.clear();
    }
    slice.counts.record(durationMs);
  }

  latencies(nowMs: number): Latencies {
    const oldest = Math.floor(nowMs / sliceMs) - sliceCount;
    const sum = new LatencyHistogram();
    for (const { number, counts } of this.#slices) if (number > oldest) sum.add(counts);
    return sum.latencies;
  }
}
