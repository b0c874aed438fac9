/** What was measured of this Bun on some machine: from where on a strategy of writing JSON is the faster one. */
export interface Calibration {
  /** Whose measurements they are: those that Bunsen comes with, or the user's. */
  readonly origin: "default" | "calibrated";
  /** Characters of JSON from which a list is written in slices. Infinity where that never pays. */
  readonly listLength: number;
  /** Characters of text from which it is escaped in segments. Infinity where that never pays. */
  readonly textLength: number;
}

/** Measured by `bench/encode.ts` on Bun 1.4.5, Linux x86-64. */
export const defaultCalibration: Calibration = { origin: "default", listLength: 8192, textLength: 1024 };

/**
 * Reads what `bun run bench:calibrate` wrote.
 *
 * @throws {TypeError} where the text is not that, in words for the person who gave it
 */
export function parseCalibration(text: string): Calibration {
  const json: unknown = JSON.parse(text);
  if (typeof json !== "object" || json === null) throw new TypeError("It is not an object.");
  const lengthOf = (key: string): number => {
    const value: unknown = (json as Record<string, unknown>)[key];
    if (value === null) return Number.POSITIVE_INFINITY;
    if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
    throw new TypeError(`${key} must be a whole number of characters, or null where it never pays.`);
  };
  return {
    origin: "calibrated",
    listLength: lengthOf("listLength"),
    textLength: lengthOf("textLength"),
  };
}
