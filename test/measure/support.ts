import type { ComparedMeasurement } from "../../src/measure/measurement.ts";

/** A measurement with figures that are easy to tell apart. */
export const measurementWith = (given: Partial<ComparedMeasurement>): ComparedMeasurement => ({
  name: "one",
  isBaseline: false,
  iterations: 12_345,
  minNs: 95,
  p50Ns: 101.4,
  p95Ns: 1073.8,
  p99Ns: 2_500_000,
  maxNs: 3e9,
  heapBytes: 96,
  ratio: undefined,
  ...given,
});
