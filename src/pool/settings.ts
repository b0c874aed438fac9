/** The longest time that a timer takes; beyond it, it would fire at once. */
export const longestMs = 2_147_483_647;

/**
 * Refuses options with a name that is not known: one that is misspelt would limit nothing.
 *
 * @throws {TypeError}
 */
export function checkKnown(path: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new TypeError(`${path}.${unknown}: there is no such option; there are ${known.join(", ")}.`);
}

/** @throws {RangeError} where a value is no whole number of those that can be meant */
export function checkWhole(
  path: string,
  value: unknown,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
  throw new RangeError(`${path}: expected a whole number ${range}, received ${String(value)}.`);
}

/** @throws {TypeError} where a value is no function */
export function checkCallable(path: string, value: unknown): void {
  if (typeof value === "function") return;
  throw new TypeError(`${path}: expected a function, received ${value === null ? "null" : typeof value}.`);
}
