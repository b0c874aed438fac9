import { type Registry, register } from "prom-client";
import { type Middleware, type MiddlewareContext, middleware } from "../define/middleware.ts";
import { type Awaited, watchClient } from "./client-watch.ts";
import { checkBuckets, checkPrefix, checkRegistry } from "./metrics-options.ts";
import { type RequestMetrics, type Series, requestMetricsOf } from "./request-metrics.ts";
import { checkFunction, checkKeys } from "./options.ts";

export interface MetricsOptions {
  /** Where the metrics are kept. Default: `register`, the registry of prom-client itself. */
  readonly registry?: Registry;
  /** Stands before the name of each metric: `shop_`. Default: nothing. */
  readonly prefix?: string;
  /** Upper bounds of the buckets of durations, in seconds, ascending. Default: 0.005 to 10, those of prom-client. */
  readonly buckets?: readonly number[];
  /** Milliseconds of a clock. Default: `performance.now`. */
  readonly now?: () => number;
}

/** Five milliseconds to ten seconds. */
const defaultBuckets: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Counts requests for Prometheus, through [prom-client](https://github.com/siimon/prom-client), which has to be installed
 * beside: answers, durations, and requests in flight, by method and route pattern. Nothing that a client sends becomes a
 * label: a path without a route is `unmatched`, an uncommon method `other`.
 *
 * A duration ends when there is an answer; a stream may still be sent then. A client that goes away before is counted as
 * `aborted`, whatever is answered later.
 *
 * @example
 * ```ts
 * app()
 *   .use(metrics())
 *   .get("/metrics", { use: [bearer({ verify: (token) => token === scrapeToken && {} })] }, exposeMetrics())
 * ```
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function metrics(options: MetricsOptions = {}): Middleware {
  checkOptions(options);
  const {
    registry = register,
    prefix = "",
    buckets = defaultBuckets,
    now = () => performance.now(),
  } = options;
  const kept = requestMetricsOf(registry, prefix, buckets);
  const measured = new WeakMap<MiddlewareContext, MeasuredRequest>();
  return middleware({
    name: "metrics",
    phase: "observe",
    // To see what these refuse, and the time that they take.
    order: { before: ["logger", "requestId", "serverTiming", "trustProxy"] },
    options,
    before(c) {
      const request = new MeasuredRequest(c, kept, now);
      measured.set(c, request);
      watchClient(request);
    },
    after(c, { status }) {
      const request = measured.get(c);
      // What is refused before any middleware took no time.
      if (request === undefined) kept.count(kept.seriesOf(c), String(status));
      else request.end(String(status), classOf(status));
    },
  });
}

const classOf = (status: number): string => `${Math.floor(status / 100)}xx`;

/** A request from its `before` to the first of its answer and its end. */
class MeasuredRequest implements Awaited {
  readonly request: Request;
  isDone = false;
  readonly #kept: RequestMetrics;
  readonly #series: Series;
  readonly #now: () => number;
  readonly #startedAtMs: number;

  constructor(c: MiddlewareContext, kept: RequestMetrics, now: () => number) {
    this.request = c.request;
    this.#kept = kept;
    this.#series = kept.seriesOf(c);
    this.#now = now;
    this.#startedAtMs = now();
    this.#series.inFlight++;
  }

  leave(): void {
    this.end("aborted", "aborted");
  }

  end(status: string, statusClass: string): void {
    if (this.isDone) return;
    this.isDone = true;
    this.#series.inFlight--;
    this.#kept.count(this.#series, status);
    this.#kept.observe(this.#series, statusClass, (this.#now() - this.#startedAtMs) / 1000);
  }
}

function checkOptions(options: MetricsOptions): void {
  checkKeys("metrics", options, ["registry", "prefix", "buckets", "now"]);
  checkRegistry("metrics.registry", options.registry);
  checkPrefix("metrics.prefix", options.prefix);
  checkBuckets("metrics.buckets", options.buckets);
  checkFunction("metrics.now", options.now);
}
