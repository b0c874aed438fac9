/**
 * Measures functions: `import { measure, report } from "bunsen/bench"`. It needs
 * [mitata](https://github.com/evanwashere/mitata) beside: `bun add -d mitata`.
 *
 * @module
 */
export {
  type Bench,
  type BenchOptions,
  type MeasureOptions,
  type ReportOptions,
  createBench,
  measure,
  report,
} from "./measure/bench.ts";
export type { ComparedMeasurement, Measurement } from "./measure/measurement.ts";
