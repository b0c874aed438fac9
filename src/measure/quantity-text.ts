/** A quantity with three digits, in the unit in which one to three of them are before the point: `812 ns`, `1.25 µs`. */
function inUnit(value: number, units: readonly string[]): string {
  let scaled = value;
  let unit = 0;
  // As it will be written: 999.6 is 1000, which is another unit.
  while (Number(scaled.toPrecision(3)) >= 1000 && unit < units.length - 1) {
    scaled /= 1000;
    unit++;
  }
  const isWhole = scaled >= 1000 || (unit === 0 && Number.isInteger(scaled));
  return `${isWhole ? Math.round(scaled) : scaled.toPrecision(3)} ${units[unit]}`;
}

/** `812 ns`, `1.25 µs`, `48.0 ms`, `2.00 s`. */
export const durationText = (nanoseconds: number): string => inUnit(nanoseconds, ["ns", "µs", "ms", "s"]);

/** `96 B`, `1.25 KB`: decimal, as in the units of SI. */
export const bytesText = (bytes: number): string => inUnit(Math.round(bytes), ["B", "KB", "MB", "GB"]);

/** `12,345`. */
export const countText = (count: number): string => Math.round(count).toLocaleString("en-US");
