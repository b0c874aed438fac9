import { type Middleware, type MiddlewareContext, middleware } from "../define/middleware.ts";
import { HttpError } from "../http/http-error.ts";
import { isThenable } from "../runtime/reply.ts";
import { checkBoolean, checkKeys, checkType } from "./options.ts";
import { loggedPath } from "./logged-path.ts";
import { writeLine } from "./standard-output.ts";

/** One answered request. */
export interface RequestEntry {
  readonly method: string;
  /** The canonical path, without the query unless the logger was told otherwise. */
  readonly path: string;
  readonly status: number;
  /** Until the answer is made; it may be sent later. Left out where the request was refused before any middleware. */
  readonly durationMs: number | undefined;
  /** Where `requestId` is used. */
  readonly requestId: string | undefined;
  /** The code of the error that was answered, such as `not_found`. */
  readonly code: string | undefined;
}

/** Where entries go: a function that takes a line of JSON, or an object like a pino logger, which takes the entry. */
export type LogSink = ((line: string) => unknown) | { info(entry: RequestEntry): unknown };

export interface LoggerOptions {
  /** Default: standard output. */
  readonly sink?: LogSink;
  /** Whether the path has its query. Default false: queries hold tokens and names. */
  readonly query?: boolean;
}

/** What {@link logger} adds to the context. */
export interface LoggerTiming {
  /** When the request came to the first middleware, on the clock of `performance.now()`. */
  readonly startedAtMs: number;
}

/**
 * Tells of every answered request, errors included. A sink that fails does not disturb the request: its first error is
 * told on standard error.
 *
 * @throws {TypeError} where an option does not fit
 */
export function logger(options: LoggerOptions = {}): Middleware<LoggerTiming> {
  checkOptions(options);
  const { sink = writeLine, query = false } = options;
  const tell = guarded(typeof sink === "function" ? linesTo(sink) : (entry) => sink.info(entry));
  return middleware({
    name: "logger",
    phase: "observe",
    // The first to start its clock, and the last to see the answer.
    order: { before: ["requestId"] },
    options,
    before: () => ({ startedAtMs: performance.now() }),
    after(c, { status }) {
      tell({
        method: c.request.method,
        path: loggedPath(c, query),
        status,
        durationMs: c.startedAtMs === undefined ? undefined : sinceMs(c.startedAtMs),
        requestId: requestIdOf(c),
        code: codeOf(c.error),
      });
    },
  });
}

type Tell = (entry: RequestEntry) => unknown;

const linesTo =
  (sink: (line: string) => unknown): Tell =>
  (entry) =>
    sink(JSON.stringify(entry));

/** Neither what a sink throws nor what it rejects with reaches a request. */
function guarded(tell: Tell): (entry: RequestEntry) => void {
  let hasFailed = false;
  const fail = (error: unknown): void => {
    if (!hasFailed) console.error("The sink of the logger failed; further errors of it are not told.", error);
    hasFailed = true;
  };
  return (entry) => {
    try {
      const result = tell(entry);
      if (isThenable(result)) result.then(undefined, fail);
    } catch (error) {
      fail(error);
    }
  };
}

/** Whole microseconds. */
const sinceMs = (startedAtMs: number): number => Math.round((performance.now() - startedAtMs) * 1000) / 1000;

function requestIdOf(c: MiddlewareContext): string | undefined {
  const { requestId } = c as { readonly requestId?: unknown };
  return typeof requestId === "string" ? requestId : undefined;
}

function codeOf(error: unknown): string | undefined {
  if (error === undefined) return undefined;
  return error instanceof HttpError ? error.code : "internal_error";
}

function checkOptions(options: LoggerOptions): void {
  checkKeys("logger", options, ["sink", "query"]);
  const { sink, query } = options;
  const isSink =
    sink === undefined ||
    typeof sink === "function" ||
    (typeof sink === "object" && sink !== null && typeof sink.info === "function");
  checkType(isSink, "logger.sink", "a function or an object with a method info", sink);
  checkBoolean("logger.query", query);
}
