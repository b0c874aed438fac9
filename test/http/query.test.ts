import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { readQuery } from "../../src/http/query.ts";
import { shortestMs } from "../support/elapsed.ts";

const read = (query: string, ...names: string[]): object => ({ ...readQuery(query, new Set(names)) });

const cases: readonly (readonly [query: string, values: object])[] = [
  ["", {}],
  ["a=1", { a: "1" }],
  ["a=1&b=2", { a: "1", b: "2" }],
  ["a=1&a=2&a=3", { a: ["1", "2", "3"] }],
  ["a", { a: "" }],
  ["a=", { a: "" }],
  ["a&a", { a: ["", ""] }],
  ["a=b=c", { a: "b=c" }],
  ["a==", { a: "=" }],
  ["a=x+y", { a: "x y" }],
  ["a=x%2By", { a: "x+y" }],
  ["a=%26b=1", { a: "&b=1" }],
  ["%61=1", { a: "1" }],
  ["&&a=1&&", { a: "1" }],
  ["=1&a=2", { a: "2" }],
  ["a=1;b=2", { a: "1;b=2" }],
  ["A=1", {}],
  ["a[]=1", {}],
  ["a=%00", { a: "\0" }],
  ["a=%C3%A9", { a: "é" }],
  ["a=?/#", { a: "?/#" }],
];

for (const [query, values] of cases) {
  test(`reads ${JSON.stringify(query)}`, () => expect(read(query, "a", "b")).toEqual(values));
}

for (const query of ["a=%", "a=%zz", "a=%C3", "a=%C0%AF", "%zz=1", "b=1&a=%ff"]) {
  test(`refuses ${query}`, () => {
    expect(() => read(query, "a")).toThrow("its query has an escape that is not part of a UTF-8 character");
  });
}

test("what is not named is not decoded", () => expect(read("b=%zz&a=1", "a")).toEqual({ a: "1" }));

describe("GHSA-8hq9-phh3-p2wp / CVE-2026-31865: no name reaches a prototype", () => {
  test("the values have none", () => expect(Object.getPrototypeOf(readQuery("", new Set()))).toBeNull());

  test("__proto__ is a name like others", () => {
    const values = readQuery("__proto__=1&__proto__=2", new Set(["__proto__"]));
    expect(Object.entries(values)).toEqual([["__proto__", ["1", "2"]]]);
  });

  test("constructor is absent until it is sent", () => {
    expect(readQuery("a=1", new Set(["constructor"]))["constructor"]).toBeUndefined();
  });
});

test("GHSA-qwcr-r2fm-qrc7 / CVE-2024-45590: 100,000 parameters are read in linear time", () => {
  const queries = [
    "a=1&".repeat(100_000),
    "&".repeat(400_000),
    "a".repeat(400_000),
    "%61=%61&".repeat(50_000),
  ];
  for (const query of queries) {
    const elapsed = shortestMs(() => {
      read(query, "a");
    });
    expect(elapsed).toBeLessThan(250);
  }
});

test("reads as URLSearchParams does, where nothing is malformed", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom("a", "b", "é"), fc.string({ unit: "grapheme" }))),
      (pairs) => {
        const query = new URLSearchParams(pairs);
        const values = read(query.toString(), "a", "b", "é") as Record<string, string | string[]>;
        for (const name of ["a", "b", "é"]) expect([values[name] ?? []].flat()).toEqual(query.getAll(name));
      },
    ),
    { seed: 4, numRuns: 300 },
  );
});
