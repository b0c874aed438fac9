import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Coding, chooseCoding } from "../../src/http/accept-encoding.ts";
import { shortestMs } from "../support/elapsed.ts";

const all: readonly Coding[] = ["zstd", "br", "gzip"];

/** `gzip`, or `gzip!` where content without a coding is refused. */
const chosen = (field: string | null, offered: readonly Coding[] = all): string => {
  const { coding, refusesIdentity } = chooseCoding(field, offered);
  return `${coding}${refusesIdentity ? "!" : ""}`;
};

describe("what is chosen", () => {
  test.each([
    [null, "identity"],
    ["", "identity"],
    ["gzip", "gzip"],
    ["GZip", "gzip"],
    ["x-gzip", "gzip"],
    ["deflate, compress", "identity"],
    ["gzip, deflate, br, zstd", "zstd"],
    ["gzip, deflate, br", "br"],
    ["gzip;q=1.0, br;q=0.9", "gzip"],
    ["gzip;q=0.5, br;q=0.501", "br"],
    [" gzip ; Q=0.5 ,\tbr ; q=0.5", "br"],
    ["*", "zstd"],
    ["*;q=0.1, gzip", "gzip"],
    ["zstd;q=0, *", "br"],
    ["br;q=0, zstd;q=0, *;q=0.5", "gzip"],
    ["gzip;q=0", "identity"],
    ["gzip;q=0.000", "identity"],
    ["gzip;q=0.001", "gzip"],
    ["identity, gzip;q=0.5", "identity"],
    ["identity;q=0.5, *;q=0.1", "identity"],
    ["identity;q=0.5, gzip;q=0.5", "gzip"],
    ["identity;q=0", "identity!"],
    ["identity;q=0, gzip", "gzip!"],
    ["*;q=0", "identity!"],
    ["*;q=0, gzip", "gzip!"],
    ["*;q=0, identity", "identity"],
    ["*;q=0, identity;q=0.5, br", "br"],
    ["gzip, gzip;q=0", "gzip"],
    ["gzip;q=0, gzip", "identity"],
  ])("by %j it is %s", (field, expected) => {
    expect(chosen(field)).toBe(expected);
  });

  test("of equal ones it is the first that is offered", () => {
    expect(chosen("gzip, br, zstd", ["gzip", "zstd"])).toBe("gzip");
    expect(chosen("*", ["br"])).toBe("br");
  });
});

test.each([
  "gzip;q=2",
  "gzip;q=-1",
  "gzip;q=0.1234",
  "gzip;q=.5",
  "gzip;q=",
  "gzip;q",
  "gzip;level=1",
  "gzip;q=1;x=y",
  "g zip",
  ";q=1",
  ",,,",
])("%j, which cannot be read, chooses nothing", (field) => {
  expect(chosen(field)).toBe("identity");
  expect(chosen(`${field}, br;q=0.1`)).toBe("br");
});

/** A weight from 0 to 1,000 thousandths. */
const q = (thousandths: number): string => (thousandths / 1000).toFixed(3);

test("an element is never worth more than it says", () => {
  const weight = fc.integer({ min: 0, max: 1000 });
  fc.assert(
    fc.property(weight, weight, weight, (zstd, br, gzip) => {
      const weights: Record<string, number> = { zstd, br, gzip, identity: 0 };
      const { coding } = chooseCoding(`gzip;q=${q(gzip)},zstd;q=${q(zstd)},br;q=${q(br)}`, all);
      expect(weights[coding]).toBe(Math.max(zstd, br, gzip));
    }),
  );
});

test.each([
  ["semicolons", ";".repeat(16_000)],
  ["commas", ",".repeat(16_000)],
  ["spaces", `gzip${" ".repeat(16_000)};q=1`],
  ["names", Array.from({ length: 4000 }, (_, index) => `c${index}`).join(",")],
  ["weights", "gzip;q=0.1,".repeat(1400)],
  ["spaces and a weight that is none", `gzip; q=0.5${" ".repeat(16_000)}x`],
])("16 KB of %s take linear time", (_name, field) => {
  // Quadratic, each would take a hundred times as long as linear.
  expect(shortestMs(() => chooseCoding(field, all))).toBeLessThan(50);
});
