import { checkRange, checkType } from "./options.ts";

/** By what it can do: there may be several copies of prom-client. @throws {TypeError} */
export function checkRegistry(path: string, registry: unknown): void {
  const { registerMetric, metrics } = (registry ?? {}) as Record<string, unknown>;
  const isRegistry = typeof registerMetric === "function" && typeof metrics === "function";
  checkType(registry === undefined || isRegistry, path, "a registry of prom-client", registry);
}

/** @throws {TypeError | RangeError} where a value cannot begin the name of a metric */
export function checkPrefix(path: string, prefix: unknown = ""): void {
  checkType(typeof prefix === "string", path, "text", prefix);
  const isPrefix = /^(?:[a-z_:][\w:]*)?$/i.test(String(prefix));
  checkRange(isPrefix, path, "letters, digits, _ and :, no digit first", prefix);
}

/** @throws {TypeError | RangeError} where a value is no list of ascending seconds */
export function checkBuckets(path: string, buckets: unknown = [1]): void {
  checkType(Array.isArray(buckets), path, "a list of seconds", buckets);
  const list = buckets as readonly unknown[];
  checkRange(list.length > 0, path, "at least one bound", buckets);
  for (const [index, bound] of list.entries()) {
    const previous = index === 0 ? 0 : Number(list[index - 1]);
    const isMore = typeof bound === "number" && Number.isFinite(bound) && bound > previous;
    checkRange(isMore, `${path}[${index}]`, `seconds, more than ${previous}`, bound);
  }
}
