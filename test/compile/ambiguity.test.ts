import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { findAmbiguities, shapeOf } from "../../src/compile/ambiguity.ts";
import { Matcher } from "../../src/http/matcher.ts";
import { parsePathPattern, type Segment } from "../../src/http/path-pattern.ts";

function segmentsOf(path: string): readonly Segment[] {
  const segments = parsePathPattern(path);
  if ("problem" in segments) throw new Error(segments.problem);
  return segments;
}

const ambiguities = (...paths: string[]) =>
  findAmbiguities(paths.map((path) => ({ segments: segmentsOf(path), route: path })));

describe("shapeOf", () => {
  test("has the static text, without the parameters' names", () => {
    expect(["/", "/a/:id/b", "/:x/:y", "/files/*", "/a/"].map((path) => shapeOf(segmentsOf(path)))).toEqual([
      "/",
      "/a/:/b",
      "/:/:",
      "/files/*",
      "/a/",
    ]);
  });
});

describe("two patterns are ambiguous", () => {
  const pairs: readonly [string, string, string][] = [
    ["/a/:x", "/:y/b", "/a/b"],
    ["/:x/b", "/a/:y", "/a/b"],
    ["/a/:x/c", "/a/b/:y", "/a/b/c"],
    ["/:x/b/:z", "/a/:y/:z", "/a/b/:z"],
    ["/:x/*", "/a/:y/c/:z/:w", ""],
    ["/:x/b/*", "/a/:y/c", "/a/b/c"],
    ["/:x/b/*", "/a/*", "/a/b/*"],
    ["/a/*", "/:x/b", "/a/b"],
    ["/a/:x/*", "/:y/b/*", "/a/b/*"],
  ];
  test.each(pairs.filter(([, , shared]) => shared !== ""))("%s and %s share %s", (first, second, shared) => {
    expect(ambiguities(first, second)).toEqual([{ first, second, shared }]);
  });

  test("not where a third has just what they share", () => {
    expect(ambiguities("/a/:x", "/:y/b", "/a/b")).toEqual([]);
  });

  test("though a third has more than what they share", () => {
    expect(ambiguities("/a/:x", "/:y/b", "/a/*")).toEqual([
      { first: "/a/:x", second: "/:y/b", shared: "/a/b" },
      { first: "/:y/b", second: "/a/*", shared: "/a/b" },
    ]);
  });
});

describe("two patterns are not ambiguous", () => {
  const pairs: readonly [string, string][] = [
    ["/a", "/b"],
    ["/a", "/:x"],
    ["/a/b", "/:x/:y"],
    ["/a/:x", "/:y/:z"],
    ["/a/:x", "/a/*"],
    ["/*", "/a/:x"],
    ["/a/:x", "/b/:x"],
    ["/a/:x", "/a/:x/b"],
    ["/a/:x", "/a/"],
    ["/:x/*", "/a/:y/c/:z/:w"],
    ["/:x", "/"],
    ["/a", "/a/*"],
  ];
  test.each(pairs)("%s and %s", (first, second) => {
    expect(ambiguities(first, second)).toEqual([]);
  });
});

/** The patterns that match a path, each alone. */
const matching = (patterns: readonly string[], target: string): string[] =>
  patterns.filter((candidate) => {
    const matcher = new Matcher<true>();
    matcher.add(candidate, true);
    return matcher.match(target) !== undefined;
  });

describe("a set without ambiguities", () => {
  const segment = fc.constantFrom("a", "b", ":p", ":p");
  const pattern = fc
    .tuple(fc.array(segment, { minLength: 1, maxLength: 3 }), fc.constantFrom("", "", "/*"))
    .map(
      ([segments, end]) =>
        `/${segments.map((text, index) => (text === ":p" ? `:p${index}` : text)).join("/")}${end}`,
    );
  const path = fc
    .array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 4 })
    .map((texts) => `/${texts.join("/")}`);

  test("gives each path to the one pattern that lies within all others that match it", () => {
    let checked = 0;
    fc.assert(
      fc.property(
        fc.uniqueArray(pattern, {
          minLength: 2,
          maxLength: 6,
          selector: (text) => shapeOf(segmentsOf(text)),
        }),
        fc.array(path, { minLength: 5, maxLength: 5 }),
        (patterns, targets) => {
          fc.pre(ambiguities(...patterns).length === 0);
          const matcher = new Matcher<string>();
          for (const text of patterns) matcher.add(text, text);
          for (const target of targets) {
            const found = matching(patterns, target);
            const chosen = matcher.match(target)?.value;
            if (found.length < 2) continue;
            // Whatever the chosen one matches, the others that matched here match as well.
            const all = allPaths.filter((candidate) => matching([chosen ?? ""], candidate).length === 1);
            for (const other of found) {
              expect(all.filter((candidate) => matching([other], candidate).length === 0)).toEqual([]);
            }
            checked++;
          }
        },
      ),
      { seed: 11, numRuns: 300 },
    );
    expect(checked).toBeGreaterThan(100);
  });

  const texts = ["a", "b", "c"];
  const longer = (paths: readonly string[]): string[] =>
    paths.flatMap((start) => texts.map((text) => `${start}/${text}`));
  const [one, two, three] = [longer([""]), longer(longer([""])), longer(longer(longer([""])))];
  const allPaths = [...one, ...two, ...three, ...longer(three)];
});
