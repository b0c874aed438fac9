import { type Middleware, type MiddlewareContext, middleware } from "../define/middleware.ts";
import { statusesOf } from "../http/error-statuses.ts";
import { declaredError } from "../http/http-error.ts";
import { problemResponse } from "../http/problem.ts";
import { LagMeter } from "./lag-meter.ts";
import { checkKeys, checkRange, checkType } from "./options.ts";

/** One of the two limits at least. */
export interface LoadShedOptions {
  /** How many requests are answered at once. Default: no limit. */
  readonly maxInFlight?: number;
  /** How late the event loop may be, in milliseconds. It is looked at ten times a second. Default: no limit. */
  readonly maxLagMs?: number;
  /** When a client may try again, in whole seconds. Default 1. */
  readonly retryAfterSeconds?: number;
}

/**
 * Refuses what the server has no time for, with 503 `overloaded` and Retry-After, so that what it has begun is finished.
 * A request is in flight until there is an answer; a stream may still be sent then.
 *
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function loadShed(options: LoadShedOptions): Middleware {
  checkOptions(options);
  const { maxInFlight = Infinity, maxLagMs = Infinity, retryAfterSeconds = 1 } = options;
  const meter = new LagMeter();
  const inFlight = new WeakSet<MiddlewareContext>();
  const headers = { "retry-after": String(retryAfterSeconds) };
  const overload = declaredError("overloaded", "", { headers });
  let count = 0;
  return middleware({
    name: "loadShed",
    phase: "protect",
    options,
    errors: statusesOf("overloaded"),
    before(c) {
      // Not sooner: an app that is only planned, as by a build, needs no timer.
      if (maxLagMs !== Infinity && !meter.isStarted) meter.start();
      if (count >= maxInFlight || meter.lagMs > maxLagMs) {
        // Not thrown: a line of the log for each of them would be more to do.
        Object.assign(c, { error: overload });
        return problemResponse(overload);
      }
      inFlight.add(c);
      count++;
      return undefined;
    },
    after(c) {
      // What was refused, here or before any middleware, is not counted.
      if (inFlight.delete(c)) count--;
    },
  });
}

function checkOptions(options: LoadShedOptions): void {
  checkKeys("loadShed", options, ["maxInFlight", "maxLagMs", "retryAfterSeconds"]);
  const { maxInFlight, maxLagMs, retryAfterSeconds } = options;
  const hasLimit = maxInFlight !== undefined || maxLagMs !== undefined;
  checkRange(hasLimit, "loadShed", "maxInFlight or maxLagMs", options);
  for (const [name, value] of Object.entries({ maxInFlight, maxLagMs, retryAfterSeconds })) {
    if (value === undefined) continue;
    checkType(typeof value === "number", `loadShed.${name}`, "a number", value);
    checkRange(Number.isSafeInteger(value) && value >= 1, `loadShed.${name}`, "a whole number from 1", value);
  }
}
