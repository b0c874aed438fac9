import type { Limit } from "./store.ts";

/** The largest `limit` times `windowMs`: what is computed with them stays an exact number. */
const largestProduct = Number.MAX_SAFE_INTEGER / 3;

/** @throws {RangeError} where a limit is not one that all stores keep alike */
export function checkLimit(path: string, { limit, windowMs }: Limit): void {
  checkWhole(`${path}.limit`, limit, 1);
  checkWhole(`${path}.windowMs`, windowMs, 1);
  if (limit * windowMs <= largestProduct) return;
  throw new RangeError(
    `${path}: expected at most ${largestProduct} for limit × windowMs, received ${limit * windowMs}.`,
  );
}

/** @throws {RangeError} where what is to be taken is no whole number from 0 */
export const checkCost = (path: string, cost: unknown): void => checkWhole(path, cost, 0);

/**
 * @throws {RangeError} where a time is no whole number of milliseconds from 1
 * @throws {TypeError} where a value has lone surrogates: in UTF-8 it would come back as another
 */
export function checkEntry(value: string, ttlMs: number): void {
  checkWhole("store.set.ttlMs", ttlMs, 1);
  if (value.isWellFormed()) return;
  throw new TypeError("store.set.value: expected well-formed text, received one with lone surrogates.");
}

/** @throws {RangeError} where a value is no whole number, or less than another */
export function checkWhole(path: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && Number(value) >= least) return;
  throw new RangeError(`${path}: expected a whole number from ${least}, received ${String(value)}.`);
}
