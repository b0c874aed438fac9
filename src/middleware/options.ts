import { describeKind, describeValue } from "../runtime/describe.ts";

/**
 * Refuses options with a name that is not known: one that is misspelt would do nothing, where it should protect.
 *
 * @throws {TypeError}
 */
export function checkKeys(middleware: string, options: unknown, known: readonly string[]): void {
  checkType(typeof options === "object" && options !== null, middleware, "an object of options", options);
  for (const key of Object.keys(options as object)) {
    if (known.includes(key)) continue;
    throw new TypeError(`${middleware}.${key}: there is no such option; there are ${known.join(", ")}.`);
  }
}

/** @throws {TypeError} where a value is of another kind than `expected` says */
export function checkType(isFit: boolean, path: string, expected: string, received: unknown): void {
  if (!isFit) throw new TypeError(messageOf(path, expected, received));
}

/** @throws {RangeError} where a value of the right kind is not one of those that can be meant */
export function checkRange(isFit: boolean, path: string, expected: string, received: unknown): void {
  if (!isFit) throw new RangeError(messageOf(path, expected, received));
}

/** @throws {TypeError} where a secret does not fit; it is not told itself */
export function checkSecret(isFit: boolean, path: string, expected: string, received: unknown): void {
  if (!isFit) throw new TypeError(`${path}: expected ${expected}, received ${describeKind(received)}.`);
}

/** @throws {TypeError} where a value is neither left out nor true or false */
export function checkBoolean(path: string, value: unknown): void {
  checkType(value === undefined || typeof value === "boolean", path, "true or false", value);
}

/** @throws {TypeError} where a value is neither left out nor a function */
export function checkFunction(path: string, value: unknown): void {
  checkType(value === undefined || typeof value === "function", path, "a function", value);
}

const messageOf = (path: string, expected: string, received: unknown): string =>
  `${path}: expected ${expected}, received ${describeOption(received)}.`;

function describeOption(value: unknown): string {
  if (typeof value === "function") return "a function";
  return value instanceof RegExp ? String(value) : describeValue(value);
}
