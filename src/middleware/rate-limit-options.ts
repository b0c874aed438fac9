import type { MiddlewareContext } from "../define/middleware.ts";
import { checkLimit } from "../stores/store-checks.ts";
import type { Limit, Store } from "../stores/store.ts";
import { checkFunction, checkKeys, checkRange, checkType } from "./options.ts";

/** `Needed` is what earlier middleware added to the context, which `key` and `cost` read. */
export interface RateLimitOptions<Needed extends object = object> {
  /** How much may be taken in a window. A request takes 1, where `cost` does not say otherwise. */
  readonly limit: number;
  /** Whole seconds. */
  readonly windowSeconds: number;
  /**
   * `"sliding-window"`: `limit` in a window that moves along. `"token-bucket"`: bursts up to `limit`, then `limit` for each
   * `windowSeconds`, evenly. Default `"sliding-window"`.
   */
  readonly algorithm?: Limit["kind"];
  /**
   * Whom a request counts for, of those that are known by then: a user, an API key. With it, the limit runs after the
   * guards that find out who asks. Undefined counts for the address. Default: the address, before those guards.
   */
  readonly key?: (context: MiddlewareContext & Needed) => string | undefined;
  /** What a request takes, a whole number from 0. Default 1. */
  readonly cost?: number | ((context: MiddlewareContext & Needed) => number);
  /** Where it is counted. Default: in the memory of this process, for 10,000 clients. */
  readonly store?: Store;
  /**
   * What becomes of requests while the store is down or too slow: `"open"` lets them in, `"closed"` answers 503
   * `store_unavailable`. Default `"closed"`.
   */
  readonly whenDown?: "open" | "closed";
  /**
   * What the limit is called, in fields and in the store: limits of one name in one store count together. Letters, digits,
   * `_`, `-` and `.`, up to 64. To be given where `store` is. Default `default`.
   */
  readonly name?: string;
  /**
   * What answers tell of the limit. `"draft"`: RateLimit-Policy and RateLimit, of draft-ietf-httpapi-ratelimit-headers-10.
   * `"legacy"`: RateLimit-Limit, -Remaining and -Reset, of its version 06. Default `"draft"`.
   */
  readonly fields?: "draft" | "legacy" | "both" | "none";
}

const known = "limit windowSeconds algorithm key cost store whenDown name fields".split(" ");

/** @throws {TypeError | RangeError} where an option does not fit */
export function checkOptions(options: RateLimitOptions<never>): void {
  checkKeys("rateLimit", options, known);
  const { key, cost = 1, store, name, algorithm, whenDown, fields } = options;
  checkNumbers(options);
  checkFunction("rateLimit.key", key);
  if (typeof cost !== "function") checkWhole("rateLimit.cost", cost, 0);
  checkStore(store);
  checkRange(
    store === undefined || name !== undefined,
    "rateLimit.name",
    "a name, where there is a store",
    name,
  );
  const isName = name === undefined || (typeof name === "string" && /^[\w.-]{1,64}$/.test(name));
  checkRange(isName, "rateLimit.name", "up to 64 letters, digits, _, - and .", name);
  checkChoice("algorithm", algorithm, ["sliding-window", "token-bucket"]);
  checkChoice("whenDown", whenDown, ["open", "closed"]);
  checkChoice("fields", fields, ["draft", "legacy", "both", "none"]);
}

function checkNumbers({ limit, windowSeconds }: RateLimitOptions<never>): void {
  checkWhole("rateLimit.limit", limit, 1);
  checkWhole("rateLimit.windowSeconds", windowSeconds, 1);
  checkLimit("rateLimit", { kind: "sliding-window", limit, windowMs: windowSeconds * 1000 });
}

function checkWhole(path: string, value: unknown, least: number): void {
  checkType(typeof value === "number", path, "a number", value);
  const isFit = Number.isSafeInteger(value) && Number(value) >= least;
  checkRange(isFit, path, `a whole number from ${least}`, value);
}

function checkStore(store: unknown): void {
  const isStore = typeof (store as Store | undefined)?.take === "function";
  checkType(store === undefined || isStore, "rateLimit.store", "a store of bunsen/stores", store);
}

function checkChoice(name: string, value: unknown, choices: readonly string[]): void {
  const isKnown = value === undefined || choices.includes(String(value));
  checkRange(isKnown, `rateLimit.${name}`, choices.join(" or "), value);
}
