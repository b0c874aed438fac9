import { expect, test } from "bun:test";
import fc from "fast-check";
import { readRange } from "../../src/http/byte-range.ts";

test.each([
  [null, "whole"],
  ["", "whole"],
  ["bytes=0-0", { first: 0, last: 0 }],
  ["bytes=2-5", { first: 2, last: 5 }],
  ["bytes=2-", { first: 2, last: 9 }],
  ["bytes=2-99", { first: 2, last: 9 }],
  ["bytes=-3", { first: 7, last: 9 }],
  ["bytes=-99", { first: 0, last: 9 }],
  ["BYTES= 2-5 ", { first: 2, last: 5 }],
  ["bytes=10-", "unsatisfiable"],
  ["bytes=10-20", "unsatisfiable"],
  ["bytes=-0", "unsatisfiable"],
  ["bytes=5-2", "whole"],
  ["bytes=0-1,3-4", "whole"],
  ["bytes=-", "whole"],
  ["bytes=a-b", "whole"],
  ["bytes=1", "whole"],
  ["items=0-1", "whole"],
  ["bytes=9999999999999999999999-", "whole"],
] as const)("%p of 10 bytes is %p", (field, range) => {
  expect(readRange(field, 10)).toEqual(range as never);
});

test("nothing has no satisfiable range", () => {
  for (const field of ["bytes=0-", "bytes=0-0", "bytes=-1"])
    expect(readRange(field, 0)).toBe("unsatisfiable");
});

test("a range lies within its content, whatever is asked for", () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.option(fc.nat()),
      fc.option(fc.nat()),
      fc.nat(100),
      (text, first, last, size) => {
        for (const field of [text, `bytes=${text}`, `bytes=${first ?? ""}-${last ?? ""}`]) {
          const range = readRange(field, size);
          if (typeof range === "string") continue;
          expect(range.first).toBeLessThanOrEqual(range.last);
          expect(range.first).toBeGreaterThanOrEqual(0);
          expect(range.last).toBeLessThan(size);
        }
      },
    ),
  );
});
