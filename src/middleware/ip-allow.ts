import { type Middleware, type MiddlewareContext, middleware } from "../define/middleware.ts";
import { statusesOf } from "../http/error-statuses.ts";
import { declaredError } from "../http/http-error.ts";
import { readAddress } from "../http/ip-address.ts";
import { isInRanges } from "../http/ip-range.ts";
import { addressOf } from "./client.ts";
import { checkedRanges } from "./ip-ranges.ts";
import { checkFunction, checkKeys, checkRange } from "./options.ts";

export interface IpAllowOptions {
  /** Addresses and CIDR ranges that are let in, and no other. Default: all. */
  readonly allow?: readonly string[];
  /** Addresses and CIDR ranges that are not let in, also where `allow` has them. Default: none. */
  readonly deny?: readonly string[];
  /** Where the address comes from. Default: `client.ip` where `trustProxy` is used, else the other end of the connection. */
  readonly from?: (context: MiddlewareContext) => string | undefined;
}

/**
 * Lets requests in by the address they come from; others are 403 `address_not_allowed`, as are those whose address is not
 * known. It is a guard: leaving it out is a build error, unless that is written out.
 *
 * Addresses are compared as numbers: an IPv4 address is the same in its IPv6 spelling (`::ffff:192.0.2.1`).
 *
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function ipAllow(options: IpAllowOptions): Middleware {
  checkKeys("ipAllow", options, ["allow", "deny", "from"]);
  const { from = addressOf } = options;
  checkFunction("ipAllow.from", from);
  const allowed = options.allow && checkedRanges("ipAllow.allow", options.allow);
  const denied = checkedRanges("ipAllow.deny", options.deny ?? []);
  checkRange(allowed !== undefined || denied.length > 0, "ipAllow", "allow or deny", options);
  const isAllowed = (text: string | undefined): boolean => {
    const address = text === undefined ? undefined : readAddress(text);
    if (address === undefined || isInRanges(address, denied)) return false;
    return allowed === undefined || isInRanges(address, allowed);
  };
  return middleware({
    name: "ipAllow",
    phase: "protect",
    guards: true,
    asksWho: allowed !== undefined,
    order: { after: ["trustProxy"] },
    options,
    errors: statusesOf("address_not_allowed"),
    before(c) {
      if (!isAllowed(from(c))) throw declaredError("address_not_allowed");
    },
  });
}
