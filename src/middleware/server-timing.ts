import { type Middleware, type MiddlewareContext, middleware } from "../define/middleware.ts";
import { isFieldName, isFieldValue } from "../http/field-syntax.ts";
import { isThenable } from "../runtime/reply.ts";
import { checkBoolean, checkFunction, checkKeys, checkRange } from "./options.ts";

export interface ServerTimingOptions {
  /** Whether the time of the whole request is told, as `total`. Default true. */
  readonly total?: boolean;
  /** Whether an answer tells its times. Default: each does, to everyone. */
  readonly enabled?: (context: MiddlewareContext) => boolean;
}

/** Runs a function and measures how long it takes, its promise included. What it gives or throws is passed on. */
export interface Time {
  /**
   * @param name a token, such as `db`; times of one name are added up
   * @param description visible ASCII, shown by browsers in place of the name
   * @throws {RangeError} where name or description cannot stand in the header field
   */
  <Result>(name: string, run: () => PromiseLike<Result>, description?: string): Promise<Result>;
  <Result>(name: string, run: () => Result, description?: string): Result;
}

/** What {@link serverTiming} adds to the context. */
export interface WithTime {
  readonly time: Time;
}

interface Measured {
  readonly description: string | undefined;
  durationMs: number;
}

/** The times of one request. */
class Timings {
  readonly startedAtMs = performance.now();
  readonly byName = new Map<string, Measured>();

  add(name: string, description: string | undefined, durationMs: number): void {
    const known = this.byName.get(name) ?? { description, durationMs: 0 };
    known.durationMs += durationMs;
    this.byName.set(name, known);
  }
}

/**
 * Tells browsers' tools how long parts of an answer took, by the Server-Timing field (https://www.w3.org/TR/server-timing):
 * `c.time("db", () => find(id))`. Times can tell others about secrets: use `enabled` where that matters.
 *
 * @throws {TypeError} where an option does not fit
 */
export function serverTiming(options: ServerTimingOptions = {}): Middleware<WithTime> {
  checkKeys("serverTiming", options, ["total", "enabled"]);
  const { total = true, enabled = () => true } = options;
  checkBoolean("serverTiming.total", total);
  checkFunction("serverTiming.enabled", enabled);
  const timingsOf = new WeakMap<MiddlewareContext, Timings>();
  return middleware<WithTime>({
    name: "serverTiming",
    phase: "observe",
    options,
    before(c) {
      const timings = new Timings();
      timingsOf.set(c, timings);
      return { time: timerOf(timings) };
    },
    after(c, { headers }) {
      const timings = timingsOf.get(c);
      if (timings === undefined || !enabled(c)) return;
      if (total) timings.add("total", undefined, performance.now() - timings.startedAtMs);
      if (timings.byName.size > 0)
        headers.append("server-timing", [...timings.byName].map(metricOf).join(", "));
    },
  });
}

function timerOf(timings: Timings): Time {
  return <Result>(name: string, run: () => Result, description?: string): Result => {
    checkRange(isFieldName(name), "time.name", "a name of letters, digits and hyphens", name);
    if (description !== undefined) {
      checkRange(isFieldValue(description), "time.description", "visible ASCII in one line", description);
    }
    const startedAtMs = performance.now();
    const end = (): void => timings.add(name, description, performance.now() - startedAtMs);
    return endingWith(run, end);
  };
}

/** Calls `end` when a function has ended, or the promise that it gave. */
function endingWith<Result>(run: () => Result, end: () => void): Result {
  let isLater = false;
  try {
    const result = run();
    if (!isThenable(result)) return result;
    isLater = true;
    // The promise stands for what it resolves to, as the signature of `Time` says.
    return Promise.resolve(result).finally(end) as Result;
  } finally {
    if (!isLater) end();
  }
}

/** `db;desc="Database";dur=1.5`: in milliseconds, to a tenth. */
function metricOf([name, { description, durationMs }]: [string, Measured]): string {
  const told = description === undefined ? "" : `;desc="${description.replaceAll(/["\\]/g, "\\$&")}"`;
  return `${name}${told};dur=${Math.round(durationMs * 10) / 10}`;
}
