/** A quantity in the unit in which it has one to three digits before the point: `812 ns`, `1.25 µs`, `14.0 KB`. */
function inUnit(value: number, units: readonly string[]): string {
  let scaled = value;
  let unit = 0;
  while (rounded(scaled) >= 1000 && unit < units.length - 1) {
    scaled /= 1000;
    unit++;
  }
  const isWhole = unit === 0 || scaled >= 1000;
  return `${isWhole ? rounded(scaled) : scaled.toPrecision(3)} ${units[unit]}`;
}

/** As it will be written: 999.6 is 1000, which is another unit. */
const rounded = (value: number): number => (value < 10 ? Number(value.toFixed(2)) : Math.round(value));

/** `812 ns`, `1.25 µs`, `48.0 ms`, `2.00 s`. */
export const durationText = (nanoseconds: number): string => inUnit(nanoseconds, ["ns", "µs", "ms", "s"]);

/** `96 B`, `1.25 KB`: decimal, as in the units of SI. */
export const bytesText = (bytes: number): string => inUnit(Math.round(bytes), ["B", "KB", "MB", "GB"]);

/** `12,345`. */
export const countText = (count: number): string => Math.round(count).toLocaleString("en-US");
