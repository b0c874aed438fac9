import { type Middleware, type MiddlewareContext, middleware } from "../define/middleware.ts";
import { Client } from "../http/client.ts";
import { statusesOf } from "../http/error-statuses.ts";
import { isHost } from "../http/host.ts";
import { declaredError, quote } from "../http/http-error.ts";
import { canonicalAddress, readAddress } from "../http/ip-address.ts";
import { type IpRange, isInRanges } from "../http/ip-range.ts";
import { checkedRanges } from "./ip-ranges.ts";
import { checkKeys, checkRange } from "./options.ts";

export type { Client } from "../http/client.ts";

export interface TrustProxyOptions {
  /** Addresses and CIDR ranges of all proxies between the client and this server: `10.0.0.0/8`. */
  readonly proxies: readonly string[];
}

/** What {@link trustProxy} adds to the context. */
export interface WithClient {
  readonly client: Client;
}

/**
 * Finds out who sent a request, where proxies stand before the server: `c.client`, with `ip`, `host` and `protocol`. One
 * decision is made for all three: where the other end of the connection is a proxy of the list, its X-Forwarded fields are
 * read; otherwise none is.
 *
 * Of X-Forwarded-For the right-most address that is no proxy of the list is the client: what stands to the left of it, the
 * client may have written itself. Of X-Forwarded-Host and -Proto the right-most value counts, for the same reason. There
 * is no number of hops: who reaches the server past a proxy could write the missing ones.
 *
 * It counts as a guard, as others decide by what it finds: leaving it out is a build error, unless that is written out.
 *
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function trustProxy(options: TrustProxyOptions): Middleware<WithClient> {
  checkKeys("trustProxy", options, ["proxies"]);
  const proxies = checkedRanges("trustProxy.proxies", options.proxies);
  checkRange(proxies.length > 0, "trustProxy.proxies", "at least one proxy", options.proxies);
  return middleware<WithClient>({
    name: "trustProxy",
    phase: "observe",
    guards: true,
    options,
    errors: statusesOf("malformed_forwarded"),
    before: (c) => ({ client: clientBehind(proxies, c) }),
  });
}

/** @throws {HttpError} 400 `malformed_forwarded` where a trusted proxy sends what cannot be read */
function clientBehind(proxies: readonly IpRange[], c: MiddlewareContext): Client {
  const { ip } = c;
  const { host, protocol } = c.url;
  const received = protocol === "https:" ? "https" : "http";
  if (ip === undefined || !isTrusted(proxies, ip)) return new Client(ownAddress(ip), host, received);
  const { headers } = c.request;
  return new Client(
    forwardedAddress(proxies, headers.get("x-forwarded-for")) ?? ownAddress(ip),
    forwardedHost(headers.get("x-forwarded-host")) ?? host,
    forwardedProtocol(headers.get("x-forwarded-proto")) ?? received,
  );
}

function isTrusted(proxies: readonly IpRange[], text: string): boolean {
  const address = readAddress(text);
  return address !== undefined && isInRanges(address, proxies);
}

const ownAddress = (ip: string | undefined): string | undefined =>
  ip === undefined ? undefined : (canonicalAddress(ip) ?? ip);

/** The right-most address that is no proxy; where all are proxies, the left-most. */
function forwardedAddress(proxies: readonly IpRange[], field: string | null): string | undefined {
  let nearest: string | undefined;
  for (const hop of field?.split(",").toReversed() ?? []) {
    nearest = canonicalAddress(withoutPort(hop.trim()));
    if (nearest === undefined) throw malformed("x-forwarded-for", hop);
    if (!isTrusted(proxies, nearest)) break;
  }
  return nearest;
}

/** `192.0.2.1:80` → `192.0.2.1`, `[2001:db8::1]:80` → `2001:db8::1` */
const withoutPort = (hop: string): string =>
  hop.replace(/^([\d.]+):\d{1,5}$/, "$1").replace(/^\[([^[\]]+)\](?::\d{1,5})?$/, "$1");

function forwardedHost(field: string | null): string | undefined {
  const host = lastOf(field);
  if (host !== undefined && !isHost(host)) throw malformed("x-forwarded-host", host);
  return host?.toLowerCase();
}

function forwardedProtocol(field: string | null): "http" | "https" | undefined {
  const protocol = lastOf(field)?.toLowerCase();
  if (protocol === undefined || protocol === "http" || protocol === "https") return protocol;
  throw malformed("x-forwarded-proto", protocol);
}

const lastOf = (field: string | null): string | undefined => field?.split(",").at(-1)?.trim();

const malformed = (field: string, value: string): Error =>
  declaredError("malformed_forwarded", `${field} with ${quote(value.trim())}`);
