import type { Timing } from "./mitata.ts";

/** What a function took. Durations are in ns; of a short function, one is the mean of 4,096 calls. */
export interface Measurement {
  readonly name: string;
  /** Whether others are compared with it. */
  readonly isBaseline: boolean;
  /** Calls that were timed. */
  readonly iterations: number;
  /** Of many, the two shortest and the two longest are left out. */
  readonly minNs: number;
  /** The median. */
  readonly p50Ns: number;
  readonly p95Ns: number;
  readonly p99Ns: number;
  readonly maxNs: number;
  /** What a call takes of the JavaScript heap; undefined where that is not known, as of a slow function. */
  readonly heapBytes: number | undefined;
}

/** A measurement beside that of the baseline. */
export interface ComparedMeasurement extends Measurement {
  /** Its median ÷ that of the baseline: below 1 is faster. Undefined where there is no baseline. */
  readonly ratio: number | undefined;
}

/** The measurement of a function by its samples. */
export function measurementOf(
  name: string,
  isBaseline: boolean,
  { samples, ticks }: Timing,
  heapBytes: number | undefined,
): Measurement {
  return {
    name,
    isBaseline,
    iterations: ticks,
    minNs: quantileOf(samples, 0),
    p50Ns: quantileOf(samples, 0.5),
    p95Ns: quantileOf(samples, 0.95),
    p99Ns: quantileOf(samples, 0.99),
    maxNs: quantileOf(samples, 1),
    heapBytes,
  };
}

/** @param ascending in their order */
const quantileOf = (ascending: readonly number[], share: number): number =>
  ascending[Math.floor(share * (ascending.length - 1))] ?? Number.NaN;

/** Each beside the baseline. */
export function compareMeasurements(measurements: readonly Measurement[]): readonly ComparedMeasurement[] {
  const baseline = measurements.find(({ isBaseline }) => isBaseline);
  return measurements.map((measurement) => ({
    ...measurement,
    ratio: baseline === undefined ? undefined : measurement.p50Ns / baseline.p50Ns,
  }));
}
