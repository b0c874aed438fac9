import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { TextValues } from "../../src/http/form-text.ts";
import { QueryScanner, readQuery } from "../../src/http/query.ts";
import { shortestMs } from "../support/elapsed.ts";

/** Reads by name as a table does, pair by pair. */
function scan(query: string, names: ReadonlySet<string>): TextValues {
  const values: TextValues = Object.create(null);
  for (const pairs = new QueryScanner(query); pairs.next();) {
    const name = pairs.name();
    if (names.has(name)) values[name] = pairs.addTo(values[name]);
  }
  return values;
}

const readers = { readQuery, scan };

/** What both readers read. */
function read(query: string, ...names: string[]): object {
  const values = { ...readQuery(query, new Set(names)) };
  expect({ ...scan(query, new Set(names)) }).toEqual(values);
  return values;
}

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
    for (const reader of Object.values(readers)) {
      expect(() => reader(query, new Set(["a"]))).toThrow(
        "its query has an escape that is not part of a UTF-8 character",
      );
    }
  });
}

test("nothing between two & is no pair, as for URLSearchParams", () => {
  expect(read("&a=1&&", "a", "")).toEqual({ a: "1" });
  expect([...new URLSearchParams("&a=1&&").keys()]).toEqual(["a"]);
});

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
    for (const reader of Object.values(readers)) {
      const elapsed = shortestMs(() => {
        reader(query, new Set(["a"]));
      });
      expect(elapsed).toBeLessThan(250);
    }
  }
});

/** What a reader makes of a query, or the error that it throws. */
function outcomeOf(reader: typeof scan, query: string): unknown {
  try {
    return { ...reader(query, new Set(["a", "é", "a+", "", "ab"])) };
  } catch (error) {
    return String(error);
  }
}

test("both readers read whatever comes alike", () => {
  const piece = fc.constantFrom(
    "a",
    "b",
    "é",
    "=",
    "&",
    "+",
    "%61",
    "%2B",
    "%C3%A9",
    "%",
    "%zz",
    "%ff",
    "1",
    "",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const query = pieces.join("");
      expect(outcomeOf(scan, query)).toEqual(outcomeOf(readQuery, query));
    }),
    { seed: 5, numRuns: 3000 },
  );
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
