import { isIPv4 } from "node:net";
import { canonicalAddress, isMapped, readAddress } from "../http/ip-address.ts";

/**
 * What one client can send from, by its address: an IPv4 address itself, in any spelling; of an IPv6 address its first 64
 * bits, as one network has all of what follows (RFC 4291 §2.5.4). Undefined where there is no address that can be read: all
 * of those are one group.
 */
export function clientGroup(text: string | undefined): string | undefined {
  if (text === undefined || isIPv4(text)) return text;
  const address = readAddress(text);
  if (address === undefined) return undefined;
  return isMapped(address) ? canonicalAddress(text) : `${(address >> 64n).toString(16)}/64`;
}
