/** What was measured of this Bun on some machine: from where on a strategy of writing JSON is the faster one. */
export interface Calibration {
  /** Characters of JSON from which a list is written in slices. Infinity where that never pays. */
  readonly listLength: number;
  /** Characters of text from which it is escaped in segments. Infinity where that never pays. */
  readonly textLength: number;
}

/** Measured with `bench/encode.ts` on Bun 1.4.5, Linux x86-64. */
export const defaultCalibration: Calibration = { listLength: 8192, textLength: 1536 };
