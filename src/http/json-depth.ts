import { declaredError } from "./http-error.ts";

/** Deepest JSON where the app does not say otherwise, as in serde_json. `[]` is 1 deep, `[[]]` 2. */
export const defaultJsonDepth = 128;

/** The largest limit: what is checked by recursive code has to fit the stack. */
export const largestJsonDepth = 1000;

/**
 * The shortest JSON text that can be deeper than a limit: each level takes two brackets. A shorter one need not be
 * looked at.
 */
export const shortestDeeperThan = (limitDepth: number): number => 2 * (limitDepth + 1);

/**
 * Returns a value that came from JSON if it is at most so deep. The parser itself has no limit, and much that a handler
 * may do with a value recurses: `JSON.stringify` and `structuredClone` overflow the stack from some 20,000 levels on.
 *
 * @throws {HttpError} 400 `body_too_deep`
 */
export function checkDepth(value: unknown, limitDepth: number): unknown {
  if (!isWithin(value, limitDepth)) throw declaredError("body_too_deep", String(limitDepth));
  return value;
}

/** Goes no deeper than it allows, so that it cannot overflow the stack itself. Makes nothing. */
function isWithin(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (levels === 0) return false;
  if (Array.isArray(value)) {
    for (const item of value) if (!isWithin(item, levels - 1)) return false;
    return true;
  }
  for (const key in value) {
    if (!isWithin((value as Record<string, unknown>)[key], levels - 1)) return false;
  }
  return true;
}
