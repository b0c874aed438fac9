import { type Middleware, type MiddlewareContext, middleware } from "../define/middleware.ts";
import { statusesOf } from "../http/error-statuses.ts";
import { declaredError } from "../http/http-error.ts";
import { isThenable } from "../runtime/reply.ts";
import { memoryStore } from "../stores/memory-store.ts";
import { StoreUnavailableError } from "../stores/store-unavailable.ts";
import type { Limit, Taken } from "../stores/store.ts";
import { identityOf } from "../stores/store-identity.ts";
import { addressOf } from "./client.ts";
import { clientGroup } from "./client-group.ts";
import { fieldsOf } from "./rate-limit-fields.ts";
import { type RateLimitOptions, checkOptions } from "./rate-limit-options.ts";
import { closedBy } from "./store-closed.ts";

export type { RateLimitOptions } from "./rate-limit-options.ts";

/**
 * Lets as many requests of a client in as a limit allows; others are 429 `rate_limited`, with Retry-After. It is a guard:
 * leaving it out is a build error, unless that is written out. Several can be used together; each counts for itself.
 *
 * Clients are told apart by their address, as `trustProxy` found it where that is used; an IPv6 address by its first 64
 * bits. Requests without an address, as in process, count together. With `key` they are told apart by what an earlier
 * guard found out; what that guard has refused is not counted then.
 *
 * @example
 * ```ts
 * app()
 *   .use(rateLimit({ limit: 100, windowSeconds: 60 }))
 *   .post("/login", { use: [rateLimit({ limit: 5, windowSeconds: 900, name: "login" })] }, logIn)
 * ```
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function rateLimit<Needed extends object = object>(options: RateLimitOptions<Needed>): Middleware {
  checkOptions(options);
  const { store = memoryStore(), whenDown = "closed", name = "default", fields = "draft" } = options;
  // One in memory is always there.
  const canFail = options.store !== undefined && whenDown === "closed";
  const limit = limitOf(options);
  const keyOf = keyFunction(options, name);
  const costOf = costFunction(options);
  const tellAll = fieldsOf({ ...options, name }, fields);
  const takenBy = new WeakMap<MiddlewareContext, Taken>();
  const decide = (c: MiddlewareContext, taken: Taken): void => {
    if (tellAll.length > 0) takenBy.set(c, taken);
    if (!taken.isAllowed) throw refusalOf(taken);
  };
  const unavailable = (c: MiddlewareContext, error: unknown): Response | undefined => {
    if (!(error instanceof StoreUnavailableError)) throw error;
    return whenDown === "open" ? undefined : closedBy(c, error);
  };
  return middleware({
    name: "rateLimit",
    phase: options.key === undefined ? "protect" : "admit",
    guards: true,
    asksWho: false,
    multiple: true,
    // What is refused without a count, and preflights, take nothing.
    order: { after: ["cors", "ipAllow", "loadShed"] },
    options: options.store === undefined ? options : { ...options, store: identityOf(options.store) },
    errors: statusesOf("rate_limited", ...(canFail ? ["store_unavailable" as const] : [])),
    before(c) {
      const taken = asking(() => store.take(keyOf(c), limit, costOf(c)));
      if (taken instanceof StoreUnavailableError) return unavailable(c, taken);
      if (!isThenable(taken)) return decide(c, taken);
      return taken.then(
        (later) => decide(c, later),
        (error: unknown) => unavailable(c, error),
      );
    },
    after(c, { headers }) {
      const taken = takenBy.get(c);
      if (taken !== undefined) for (const tell of tellAll) tell(headers, taken);
    },
  });
}

const limitOf = ({ limit, windowSeconds, algorithm = "sliding-window" }: RateLimitOptions<never>): Limit => ({
  kind: algorithm,
  limit,
  windowMs: windowSeconds * 1000,
});

type Of<Value> = (c: MiddlewareContext) => Value;

/** By what a request is counted. What a client sends must not be able to be another's address. */
function keyFunction<Needed extends object>({ key }: RateLimitOptions<Needed>, name: string): Of<string> {
  const byAddress: Of<string> = (c) => `rate:${name}:address:${clientGroup(addressOf(c)) ?? ""}`;
  if (key === undefined) return byAddress;
  return (c) => {
    // What it needs is what an earlier guard has added.
    const given: unknown = key(c as MiddlewareContext & Needed);
    if (given === undefined) return byAddress(c);
    if (typeof given === "string") return `rate:${name}:key:${given}`;
    throw new TypeError(
      `rateLimit.key: expected text or undefined, received a value of type ${typeof given}.`,
    );
  };
}

function costFunction<Needed extends object>({ cost = 1 }: RateLimitOptions<Needed>): Of<number> {
  return typeof cost === "number" ? () => cost : (c) => cost(c as MiddlewareContext & Needed);
}

/** A store that answers at once throws at once. */
function asking<T>(ask: () => T): T | StoreUnavailableError {
  try {
    return ask();
  } catch (error) {
    if (error instanceof StoreUnavailableError) return error;
    throw error;
  }
}

function refusalOf({ retryAfterMs }: Taken): Error {
  if (retryAfterMs === Infinity)
    return declaredError("rate_limited", "this one takes more than is ever allowed");
  const seconds = Math.ceil(retryAfterMs / 1000);
  const when = `try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}`;
  return declaredError("rate_limited", when, { headers: { "retry-after": String(seconds) } });
}
