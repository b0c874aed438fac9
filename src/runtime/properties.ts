import { type Values, isObject } from "./failures.ts";

/** Sets a property of the object itself, also where its key is `__proto__`. */
export function setProperty(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/**
 * What all members of an intersection keep together: of an object, what any of them keeps. A member that keeps the value
 * itself has no opinion on its shape.
 */
export function mergeProjections(projections: readonly unknown[], value: unknown): unknown {
  const changed = projections.filter((projection) => !Object.is(projection, value));
  if (changed.length < 2 || !changed.every(isObject)) return changed.length === 0 ? value : changed[0];
  const merged: Record<string, unknown> = {};
  for (const projection of changed) {
    for (const key of Object.keys(projection)) setProperty(merged, key, projection[key]);
  }
  return merged;
}

/** How many properties an object has; those that are undefined count as absent. */
export function countProperties(value: Values): number {
  return Object.keys(value).filter((key) => value[key] !== undefined).length;
}

/** How many items fit. */
export const countItems = (items: readonly unknown[], fits: (item: unknown) => boolean): number =>
  items.filter((item) => fits(item)).length;
