import { type Registry, register } from "prom-client";
import type { RequestContext } from "../define/request-context.ts";
import { requiringGuard } from "../define/required-guard.ts";
import { declaredError } from "../http/http-error.ts";
import { readAddress } from "../http/ip-address.ts";
import { type IpRange, isInRanges } from "../http/ip-range.ts";
import { addressOf } from "./client.ts";
import { checkedRanges } from "./ip-ranges.ts";
import { checkRegistry } from "./metrics-options.ts";
import { checkKeys, checkRange } from "./options.ts";

export interface ExposeMetricsOptions {
  /** What is told. Default: `register`, the registry of prom-client itself. */
  readonly registry?: Registry;
  /**
   * Addresses and CIDR ranges that may ask: others are 403 `address_not_allowed`. `client.ip` counts where `trustProxy` is
   * used, else the other end of the connection. Default: whom the guards of the route let in.
   */
  readonly allow?: readonly string[];
}

/**
 * A handler that tells the metrics of a registry, in the format that Prometheus reads. They are not for everyone: without
 * `allow`, a route of it that has no guard is a build error, `unguarded_route`, unless it says `allowUnguarded: true`.
 *
 * @example
 * ```ts
 * app().get("/metrics", exposeMetrics({ allow: ["127.0.0.1", "10.0.0.0/8"] }))
 * ```
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function exposeMetrics(options: ExposeMetricsOptions = {}): (c: RequestContext) => Promise<Response> {
  checkKeys("exposeMetrics", options, ["registry", "allow"]);
  const { registry = register, allow } = options;
  checkRegistry("exposeMetrics.registry", options.registry);
  const ranges = allow && checkedRanges("exposeMetrics.allow", allow);
  checkRange(ranges?.length !== 0, "exposeMetrics.allow", "at least one address", allow);
  const tell = async (): Promise<Response> => {
    const headers = { "content-type": registry.contentType, "cache-control": "no-store" };
    return new Response(await registry.metrics(), { headers });
  };
  if (ranges === undefined) return requiringGuard(tell);
  return async (c) => {
    if (!isFrom(addressOf(c), ranges)) throw declaredError("address_not_allowed");
    return tell();
  };
}

function isFrom(text: string | undefined, ranges: readonly IpRange[]): boolean {
  const address = text === undefined ? undefined : readAddress(text);
  return address !== undefined && isInRanges(address, ranges);
}
