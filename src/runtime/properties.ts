import { type Values, isObject, readProperty } from "./object-values.ts";

/** Sets a property of the object itself, also where its key is `__proto__`. */
export function setProperty(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/**
 * What all members of an intersection keep together: of an object, what any of them keeps, at any depth. A member that
 * keeps the value itself has no opinion on its shape.
 */
export function mergeProjections(projections: readonly unknown[], value: unknown): unknown {
  const changed = projections.filter((projection) => !Object.is(projection, value));
  const [first = value] = changed;
  if (changed.length < 2) return first;
  if (changed.every((items) => Array.isArray(items))) {
    const items = value as readonly unknown[];
    return Array.from(items, (item, index) =>
      mergeProjections(
        changed.map((others) => others[index] as unknown),
        item,
      ),
    );
  }
  if (!changed.every(isPlain)) return first;
  const merged: Record<string, unknown> = {};
  for (const key of new Set(changed.flatMap((projection) => Object.keys(projection)))) {
    const kept = changed.flatMap((projection) => (Object.hasOwn(projection, key) ? [projection[key]] : []));
    setProperty(merged, key, mergeProjections(kept, readProperty(value as Values, key)));
  }
  return merged;
}

/** An object that a projection made, and not a Date or bytes. */
const isPlain = (value: unknown): value is Values =>
  isObject(value) && Object.getPrototypeOf(value) === Object.prototype;

/** Whether JSON of an object is that of its own properties: it is no instance of a class, and has no toJSON. */
export function isPlainRecord(value: Values): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && !("toJSON" in value);
}

/** How many properties an object has; those that are undefined count as absent. */
export function countProperties(value: Values): number {
  return Object.keys(value).filter((key) => value[key] !== undefined).length;
}

/** How many items fit. */
export const countItems = (items: readonly unknown[], fits: (item: unknown) => boolean): number =>
  items.filter((item) => fits(item)).length;
