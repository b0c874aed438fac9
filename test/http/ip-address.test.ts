import { describe, expect, test } from "bun:test";
import { BlockList } from "node:net";
import fc from "fast-check";
import { canonicalAddress, readAddress } from "../../src/http/ip-address.ts";
import { isInRanges, readRange } from "../../src/http/ip-range.ts";

const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), {
  minLength: 8,
  maxLength: 8,
});
const octets = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 });

describe("one address has one number and one spelling", () => {
  test.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::FFFF:c000:201", "192.0.2.1"],
    ["0:0:0:0:0:ffff:c000:0201", "192.0.2.1"],
    ["0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1"],
    ["0.0.0.0", "0.0.0.0"],
    ["::", "::"],
    ["0:0:0:0:0:0:0:0", "::"],
    ["::1", "::1"],
    ["0::0001", "::1"],
    ["2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
  ])("%s is %s", (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical);
    expect(readAddress(text)).toBe(readAddress(canonical) ?? -1n);
  });

  test("groups are read as their number", () => {
    fc.assert(
      fc.property(groups, (list) => {
        const number = list.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
        const full = list.map((group) => group.toString(16).padStart(4, "0")).join(":");
        expect(readAddress(full)).toBe(number);
        expect(readAddress(canonicalAddress(full) ?? "")).toBe(number);
      }),
      { seed: 1 },
    );
  });
});

// What had another reading elsewhere.
test.each([
  "",
  " 192.0.2.1",
  "192.0.2.1 ",
  "192.0.2",
  "192.0.2.1.1",
  "192.0.2.256",
  "192.0.2.01",
  "0300.0.2.1",
  "0xc0.0.2.1",
  "3221225985",
  "127.1",
  "192.0.2.1/32",
  "192.0.2.1:80",
  "::ffff:192.0.2.256",
  "::ffff:192.0.2.01",
  "::ffff:192.0.2",
  "1::2::3",
  "12345::",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  ":::",
  "[::1]",
  "fe80::1%eth0",
  "::g",
  "１92.0.2.1",
  "localhost",
  "unknown",
])("CVE-2026-39409, CVE-2026-47674: %j is no address", (text) => {
  expect([readAddress(text), canonicalAddress(text)]).toEqual([undefined, undefined]);
});

test.each([
  "10.0.0.0/33",
  "10.0.0.0/-1",
  "10.0.0.0/",
  "10.0.0.0/08",
  "10.0.0.0/ 8",
  "10.0.0.0/8 ",
  "10.0.0.0/1e1",
  "10.0.0.0/8/8",
  "10.0.0.0/255.0.0.0",
  "10/8",
  "10.0.0.1/8",
  "0.0.0.1/0",
  "::/129",
  "2001:db8::1/32",
  "::ffff:10.0.0.1/104",
  "/8",
  "",
  "*",
])("%j is no range", (text) => {
  expect(readRange(text)).toBeUndefined();
});

const isIn = (address: string, range: string): boolean => {
  const [number, read] = [readAddress(address), readRange(range)];
  if (number === undefined || read === undefined) throw new TypeError("An address and a range are needed.");
  return isInRanges(number, [read]);
};

describe("what is in a range", () => {
  test.each([
    ["10.0.0.0", "10.0.0.0/8", true],
    ["10.255.255.255", "10.0.0.0/8", true],
    ["11.0.0.0", "10.0.0.0/8", false],
    ["9.255.255.255", "10.0.0.0/8", false],
    ["::ffff:10.1.2.3", "10.0.0.0/8", true],
    ["10.1.2.3", "::ffff:10.0.0.0/104", true],
    ["192.0.2.1", "192.0.2.1", true],
    ["192.0.2.1", "192.0.2.1/32", true],
    ["192.0.2.0", "192.0.2.1/32", false],
    ["203.0.113.9", "0.0.0.0/0", true],
    ["::1", "0.0.0.0/0", false],
    ["::1", "::/0", true],
    ["203.0.113.9", "::/0", false],
    ["203.0.113.9", "::/64", false],
    ["203.0.113.9", "::ffff:0:0/96", true],
    ["::7f00:1", "127.0.0.0/8", false],
    ["2001:db8:ffff::", "2001:db8::/32", true],
    ["2001:db9::", "2001:db8::/32", false],
    ["2001:db8::1", "2001:db8::1/128", true],
  ])("%s in %s: %p", (address, range, expected) => {
    expect(isIn(address, range)).toBe(expected);
  });

  test("ranges of IPv4 are those of node:net", () => {
    fc.assert(
      fc.property(octets, octets, fc.integer({ min: 0, max: 32 }), (from, other, length) => {
        const base = masked(from, 8, length).join(".");
        const near = from.map((octet, index) => (index * 8 < length ? octet : (other[index] ?? 0))).join(".");
        const list = new BlockList();
        list.addSubnet(base, length, "ipv4");
        for (const address of [other.join("."), near]) {
          expect(isIn(address, `${base}/${length}`)).toBe(list.check(address, "ipv4"));
        }
      }),
      { seed: 2 },
    );
  });

  test("ranges of IPv6 are those of node:net", () => {
    fc.assert(
      fc.property(groups, groups, fc.integer({ min: 1, max: 128 }), (from, other, length) => {
        // Outside of what is IPv4, which node:net takes for IPv6 in ranges such as ::/0.
        const outside = [0x2000 | (from[0] ?? 0), ...from.slice(1)];
        const base = spell(masked(outside, 16, length));
        const near = outside.map((group, index) => (index * 16 < length ? group : (other[index] ?? 0)));
        const list = new BlockList();
        list.addSubnet(base, length, "ipv6");
        for (const address of [spell(other), spell(near)]) {
          expect(isIn(address, `${base}/${length}`)).toBe(list.check(address, "ipv6"));
        }
      }),
      { seed: 3 },
    );
  });
});

/** Sets the bits after a prefix to zero, in parts of some bits. */
const masked = (parts: readonly number[], bits: number, length: number): number[] =>
  parts.map((part, index) => {
    const kept = Math.min(Math.max(length - index * bits, 0), bits);
    return (part >> (bits - kept)) << (bits - kept);
  });

const spell = (list: readonly number[]): string => list.map((group) => group.toString(16)).join(":");
