import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { RequestContext } from "../define/request-context.ts";
import { routableMethods } from "../http/methods.ts";

/** The requests of one method and route. */
export interface Series {
  readonly method: string;
  readonly route: string;
  inFlight: number;
}

const known: ReadonlySet<string> = new Set(routableMethods);

/** The metrics of requests in one registry. */
export class RequestMetrics {
  readonly buckets: readonly number[];
  /** One for each method and route that was asked for: as many as the app has, however many requests there are. */
  readonly #series = new Map<string, Series>();
  readonly #requests: Counter<"method" | "route" | "status">;
  readonly #durations: Histogram<"method" | "route" | "status_class">;
  readonly #inFlight: Gauge<"method" | "route">;

  /** @throws {Error} where the registry has other metrics of these names */
  constructor(registry: Registry, prefix: string, buckets: readonly number[]) {
    const registers = [registry];
    this.buckets = buckets;
    this.#requests = new Counter({
      name: `${prefix}http_requests_total`,
      help: "Requests that were answered, or whose client went away, by status.",
      labelNames: ["method", "route", "status"],
      registers,
    });
    this.#durations = new Histogram({
      name: `${prefix}http_request_duration_seconds`,
      help: "Seconds until there was an answer, or the client went away, by class of status.",
      labelNames: ["method", "route", "status_class"],
      buckets: [...buckets],
      registers,
    });
    this.#inFlight = new Gauge({
      name: `${prefix}http_requests_in_flight`,
      help: "Requests that have no answer yet.",
      labelNames: ["method", "route"],
      registers,
      collect: () => this.#tellInFlight(),
    });
  }

  seriesOf({ request, route = "unmatched" }: RequestContext): Series {
    const method = known.has(request.method) ? request.method : "other";
    const key = `${method} ${route}`;
    const found = this.#series.get(key) ?? { method, route, inFlight: 0 };
    this.#series.set(key, found);
    return found;
  }

  count({ method, route }: Series, status: string): void {
    this.#requests.inc({ method, route, status });
  }

  observe({ method, route }: Series, statusClass: string, seconds: number): void {
    this.#durations.observe({ method, route, status_class: statusClass }, seconds);
  }

  /** Not at each request, but when the metrics are asked for. */
  #tellInFlight(): void {
    for (const { method, route, inFlight } of this.#series.values())
      this.#inFlight.set({ method, route }, inFlight);
  }
}

const byRegistry = new WeakMap<Registry, Map<string, RequestMetrics>>();

/**
 * The metrics of a prefix in a registry: those that are there, so that several apps and groups can count in one.
 *
 * @throws {RangeError} where they have other buckets
 */
export function requestMetricsOf(
  registry: Registry,
  prefix: string,
  buckets: readonly number[],
): RequestMetrics {
  const byPrefix = byRegistry.get(registry) ?? new Map<string, RequestMetrics>();
  byRegistry.set(registry, byPrefix);
  const found = byPrefix.get(prefix) ?? new RequestMetrics(registry, prefix, buckets);
  byPrefix.set(prefix, found);
  if (Bun.deepEquals([...found.buckets], [...buckets])) return found;
  throw new RangeError(
    "metrics.buckets: the registry has these metrics with other buckets; give a prefix of its own.",
  );
}
