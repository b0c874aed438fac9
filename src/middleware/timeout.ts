import { type Middleware, middleware } from "../define/middleware.ts";
import { statusesOf } from "../http/error-statuses.ts";
import { declaredError } from "../http/http-error.ts";
import { checkKeys, checkRange, checkType } from "./options.ts";

export interface TimeoutOptions {
  /** How long an answer may take, until it begins: 1 to 2,147,483,647 milliseconds. */
  readonly ms: number;
}

/**
 * Answers 503 `timed_out` where an answer takes too long, and aborts `c.signal`, with that error as its reason. What waits
 * for something else than `c.signal` goes on, as nothing can stop it; its answer is dropped, and a stream cancelled.
 *
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function timeout(options: TimeoutOptions): Middleware {
  checkKeys("timeout", options, ["ms"]);
  const { ms } = options;
  checkType(typeof ms === "number", "timeout.ms", "a number of milliseconds", ms);
  // A longer time overflows the timer, which then fires at once.
  const isTime = Number.isSafeInteger(ms) && ms >= 1 && ms <= 2_147_483_647;
  checkRange(isTime, "timeout.ms", "whole milliseconds from 1 to 2147483647", ms);
  return middleware({
    name: "timeout",
    phase: "protect",
    // What is refused at once needs no timer.
    order: { after: ["cors", "csrf", "ipAllow", "loadShed"] },
    options,
    errors: statusesOf("timed_out"),
    async around(c, next) {
      const deadline = new AbortController();
      c.abortWith(deadline.signal);
      const passed = Promise.withResolvers<never>();
      const timer = setTimeout(() => {
        const error = declaredError("timed_out", String(ms));
        // In this order: what the signal ends must not answer first.
        passed.reject(error);
        deadline.abort(error);
      }, ms);
      const answer = next();
      try {
        return await Promise.race([answer, passed.promise]);
      } catch (error) {
        void answer.then(drop);
        throw error;
      } finally {
        clearTimeout(timer);
      }
    },
  });
}

/** Nobody waits for a late answer any more: its stream can stop. */
async function drop({ body }: Response): Promise<void> {
  try {
    await body?.cancel();
  } catch {
    // It ended by itself, or someone reads it.
  }
}
