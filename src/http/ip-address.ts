import { isIP } from "node:net";

/**
 * An IP address as a number of 128 bits. An IPv4 address is its IPv4-mapped IPv6 address (`::ffff:192.0.2.1`), so that both
 * spellings are one number. Undefined for what is no address in its usual spelling: octets above 255 or with leading zeros,
 * fewer than four of them, hexadecimal ones, zones.
 */
export function readAddress(text: string): bigint | undefined {
  const version = isIP(text);
  if (version === 0 || text.includes("%")) return undefined;
  return version === 4 ? mappedPrefix | readIpv4(text) : readIpv6(text);
}

/** `::ffff:0:0`, where IPv4 is mapped to. */
const mappedPrefix = 0xffff_0000_0000n;

/** Whether a number is that of an IPv4 address. */
export const isMapped = (address: bigint): boolean => address >> 32n === mappedPrefix >> 32n;

/** The one spelling of an address: IPv4 in dotted decimals, IPv6 as in RFC 5952. Undefined for no address. */
export function canonicalAddress(text: string): string | undefined {
  const address = readAddress(text);
  if (address === undefined) return undefined;
  if (!isMapped(address)) return new URL(`http://[${text}]/`).hostname.slice(1, -1);
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 0xffn).join(".");
}

const readIpv4 = (text: string): bigint =>
  text.split(".").reduce((address, octet) => (address << 8n) | BigInt(octet), 0n);

/** Of an address that `isIP` knows: at most one `::`, and dotted decimals at the end only. */
function readIpv6(text: string): bigint {
  const [head = "", tail] = withoutDots(text).split("::");
  const first = groupsOf(head);
  const last = groupsOf(tail ?? "");
  const between = Array.from<bigint>({ length: 8 - first.length - last.length }).fill(0n);
  return [...first, ...between, ...last].reduce((address, group) => (address << 16n) | group, 0n);
}

const groupsOf = (text: string): bigint[] =>
  text === "" ? [] : text.split(":").map((group) => BigInt(`0x${group}`));

/** `::ffff:192.0.2.1` → `::ffff:c000:201` */
function withoutDots(text: string): string {
  if (!text.includes(".")) return text;
  const start = text.lastIndexOf(":") + 1;
  const address = readIpv4(text.slice(start));
  return `${text.slice(0, start)}${(address >> 16n).toString(16)}:${(address & 0xffffn).toString(16)}`;
}
