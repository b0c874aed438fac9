import { isMapped, readAddress } from "./ip-address.ts";

/** The addresses that have a prefix in common. */
interface IpRange {
  readonly prefix: bigint;
  /** How many bits after the prefix may be anything, 0 to 128. */
  readonly freeBits: bigint;
}

/**
 * Reads an address, or a range in CIDR notation: `10.0.0.0/8`, `2001:db8::/32`. Undefined for what is neither: a length that
 * the address does not have, and bits after the prefix, which could mean either range.
 */
export function readRange(text: string): IpRange | undefined {
  const [, base = "", length] = /^([^/]*)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? [];
  const address = readAddress(base);
  if (address === undefined) return undefined;
  const bits = base.includes(":") ? 128 : 32;
  const freeBits = BigInt(bits - Number(length ?? bits));
  if (freeBits < 0n || (address >> freeBits) << freeBits !== address) return undefined;
  return { prefix: address >> freeBits, freeBits };
}

/**
 * Whether an address is in one of some ranges. A range of IPv6 that is wider than all of IPv4, such as `::/0`, has no
 * IPv4 addresses.
 */
export const isInRanges = (address: bigint, ranges: readonly IpRange[]): boolean =>
  ranges.some(
    ({ prefix, freeBits }) => address >> freeBits === prefix && (freeBits <= 32n || !isMapped(address)),
  );

export type { IpRange };
