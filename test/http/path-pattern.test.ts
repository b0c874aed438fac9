import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  encodePattern,
  parameterNames,
  parsePathPattern,
  type Segment,
} from "../../src/http/path-pattern.ts";
import { shortestMs } from "../support/elapsed.ts";

const text = (value: string): Segment => ({ kind: "static", text: value });
const parameter = (name: string): Segment => ({ kind: "parameter", name });
const wildcard: Segment = { kind: "wildcard" };

const readable: Readonly<Record<string, readonly Segment[]>> = {
  "/": [text("")],
  "/a": [text("a")],
  "/a/": [text("a"), text("")],
  "/a/:b": [text("a"), parameter("b")],
  "/:a/b/:c_1": [parameter("a"), text("b"), parameter("c_1")],
  "/*": [wildcard],
  "/a/:b/*": [text("a"), parameter("b"), wildcard],
  "/café/日本": [text("café"), text("日本")],
  "/a.b/~c/d_e/!$&',;=@+-": [text("a.b"), text("~c"), text("d_e"), text("!$&',;=@+-")],
  "/a:b": [text("a:b")],
  "/...": [text("...")],
};

for (const [path, segments] of Object.entries(readable)) {
  test(`reads ${path}`, () => expect(parsePathPattern(path)).toEqual(segments));
}

const problems: Readonly<Record<string, string>> = {
  "": "does not start with /",
  a: "does not start with /",
  "*": "does not start with /",
  "//": "has an empty segment (//)",
  "//a": "has an empty segment (//)",
  "/a//b": "has an empty segment (//)",
  "/*/a": "has a * that is not its last segment",
  "/*/": "has a * that is not its last segment",
  "/a/:b/:b": "names the parameter :b twice",
  "/:": "has the parameter :, whose name is not an identifier",
  "/:a-b": "has the parameter :a-b, whose name is not an identifier",
  "/:a?": "has the parameter :a?, whose name is not an identifier",
  "/:a(.*)": "has the parameter :a(.*), whose name is not an identifier",
  "/:1": "has the parameter :1, whose name is not an identifier",
  "/:é": "has the parameter :é, whose name is not an identifier",
  "/:__proto__": "has the parameter :__proto__, whose name is not an identifier",
  "/.": "has the dot segment .",
  "/a/../b": "has the dot segment ..",
  "/a%20b": 'has "%" in the segment "a%20b"',
  "/a b": 'has " " in the segment "a b"',
  "/a*": 'has "*" in the segment "a*"',
  "/**": 'has "*" in the segment "**"',
  "/a?b": 'has "?" in the segment "a?b"',
  "/a#b": 'has "#" in the segment "a#b"',
  "/a\\b": 'has "\\\\" in the segment "a\\\\b"',
  "/a\nb": 'has "\\n" in the segment "a\\nb"',
  "/a\0": 'has "\\u0000" in the segment "a\\u0000"',
  "/{a}": 'has "{" in the segment "{a}"',
  '/a"b': 'has "\\"" in the segment "a\\"b"',
  "/`${a}`": 'has "`" in the segment "`${a}`"',
  "/\ud800": 'has "\\ud800" in the segment "\\ud800"',
  "/a\u2028b": 'has "\u2028" in the segment "a\u2028b"',
};

for (const [path, problem] of Object.entries(problems)) {
  test(`refuses ${JSON.stringify(path)}`, () => {
    expect(parsePathPattern(path)).toEqual({
      problem: `The path pattern ${JSON.stringify(path)} ${problem}.`,
      fix: expect.stringMatching(/\.$/),
    });
  });
}

test("parameterNames are in order, the wildcard's is *", () => {
  expect(parameterNames([text("a"), parameter("b"), parameter("c"), wildcard])).toEqual(["b", "c", "*"]);
});

describe("encodePattern", () => {
  const patterns = {
    "/": "/",
    "/a/": "/a/",
    "/a/:b/*": "/a/:b/*",
    "/café/:b": "/caf%C3%A9/:b",
    "/!$&',;=:@+-": "/!$&',;=:@+-",
  };
  for (const [path, target] of Object.entries(patterns)) {
    test(`spells ${path} as ${target}`, () => {
      expect(encodePattern(parsePathPattern(path) as readonly Segment[])).toBe(target);
    });
  }

  test("spells static text as a URL does", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }), (segment) => {
        const segments = parsePathPattern(`/${segment}`);
        if ("problem" in segments || segments[0]?.kind !== "static") return;
        expect(encodePattern(segments)).toBe(new URL(`http://a/${segment}`).pathname);
      }),
      { seed: 3, numRuns: 2000 },
    );
  });
});

test("64 KB of one segment are read in linear time", () => {
  const elapsed = shortestMs(() => {
    for (const unit of ["a", ".", ":a", "é", "*"]) parsePathPattern(`/${unit.repeat(65_536 / unit.length)}`);
  });
  expect(elapsed).toBeLessThan(100);
});
