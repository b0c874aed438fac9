import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { HttpError } from "../../src/http/http-error.ts";
import { isPlain, queryOf, readPath, readTarget, splitTarget } from "../../src/http/target.ts";
import { shortestMs } from "../support/elapsed.ts";

const codeOf = (read: () => unknown): string => {
  try {
    return `no error, but ${JSON.stringify(read())}`;
  } catch (error) {
    return (error as HttpError).code;
  }
};

describe("readTarget", () => {
  const targets = {
    "http://a/": { path: "/", query: "" },
    "http://a": { path: "/", query: "" },
    "http://a/b/c?d=e": { path: "/b/c", query: "d=e" },
    "http://a/b?": { path: "/b", query: "" },
    "http://a/b?c?d": { path: "/b", query: "c?d" },
    "http://a/b?/../c": { path: "/b", query: "/../c" },
    "http://a/caf%C3%A9": { path: "/café", query: "" },
    "http://a/%2520": { path: "/%20", query: "" },
    "http://a/%3F%23": { path: "/?#", query: "" },
    "http://a:80@b/c": { path: "/c", query: "" },
    "http://[::1]:1/c": { path: "/c", query: "" },
  };
  for (const [url, target] of Object.entries(targets)) {
    test(`reads ${url}`, () => expect(readTarget(url)).toEqual(target));
  }

  const malformed =
    "http://a// http://a//b http://a/b//c http://a/b//?c http://a/%2f http://a/%2Fb http://a/%5c http://a/%5C";
  const bad =
    "http://a/%00 http://a/% http://a/%z http://a/%zz http://a/%C3 http://a/%80 http://a/%C0%AF http://a/%ED%A0%80";
  const fragments = "http://a/# http://a/b#c http://a/?a#b http://a/b?#";
  for (const url of `${malformed} ${bad} ${fragments}`.split(" ")) {
    test(`refuses ${url}`, () => expect(codeOf(() => readTarget(url))).toBe("malformed_target"));
  }

  for (const url of ["/", "/a", "", "a", "*", "/a://b", "localhost:80"]) {
    test(`refuses ${JSON.stringify(url)}, which names no host`, () => {
      expect(codeOf(() => readTarget(url))).toBe("malformed_host");
    });
  }

  test("decodes as the URL parser and decodeURIComponent do, or refuses", () => {
    fc.assert(
      fc.property(fc.webPath(), fc.webQueryParameters(), (path, query) => {
        const { pathname, search, href } = new URL(`http://a${path}?${query}`);
        const refused = /\/\/|%2f|%5c|%00/i.test(pathname);
        if (refused) expect(codeOf(() => readTarget(href))).toBe("malformed_target");
        else expect(readTarget(href)).toEqual({ path: decodeURIComponent(pathname), query: search.slice(1) });
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe("splitTarget", () => {
  test("decodes nothing", () => {
    expect(splitTarget("http://a/%zz//?%zz")).toEqual({ path: "/%zz//", query: "%zz" });
  });

  test("takes / in the query for no path", () => {
    expect(splitTarget("http://a/?b/c")).toEqual({ path: "/", query: "b/c" });
  });
});

describe("queryOf", () => {
  test("is empty without a query", () => expect(queryOf("http://a/b")).toBe(""));
  test("is what follows the first ?", () => expect(queryOf("http://a/b?c?d")).toBe("c?d"));
  test("refuses a fragment behind it", () => {
    expect(codeOf(() => queryOf("http://a/b?c#d"))).toBe("malformed_target");
  });
});

describe("readPath", () => {
  test("tells which escape is bad, shortened", () => {
    expect(() => readPath("/%zz")).toThrow('"%zz" is not part of an escaped UTF-8 character');
  });

  for (const text of ["%41", "%2f", "a/", "%zz", "/%", "//"]) {
    test(`64 KB of ${text} are read in linear time`, () => {
      const path = `/${text.repeat(65_536 / text.length)}`;
      const elapsed = shortestMs(() => {
        codeOf(() => readPath(path));
      });
      expect(elapsed).toBeLessThan(50);
    });
  }
});

describe("isPlain", () => {
  const plain = [
    "a",
    "7",
    "-",
    "_",
    "~",
    "a.b",
    "a.",
    ".a",
    "..a",
    "...a",
    "a..",
    "!$&'()*+,;=:@",
    "__proto__",
  ];
  for (const text of plain) test(`${text} is plain`, () => expect(isPlain(text)).toBe(true));

  const others = [
    "",
    ".",
    "..",
    "...",
    "%",
    "a%",
    "/",
    "\\",
    "a/b",
    "a\\b",
    "#",
    "?",
    " ",
    "\0",
    "é",
    "\ufffd",
    "\n",
  ];
  others.push("a\n", "a b", "|", '"', "<", "^", "`", "{", "[", "\x7f");
  for (const text of others) {
    test(`${JSON.stringify(text)} is not`, () => expect(isPlain(text)).toBe(false));
  }

  test("nothing is not", () => expect(isPlain(undefined)).toBe(false));

  for (const text of [".", "a", "a.", ".a"]) {
    test(`64 KB of ${text} are read in linear time`, () => {
      const elapsed = shortestMs(() => {
        isPlain(`${text.repeat(65_536 / text.length)}%`);
      });
      expect(elapsed).toBeLessThan(50);
    });
  }

  test("what is plain stands in a URL as it is", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 6 }), (text) => {
        if (isPlain(text)) expect(new URL(`http://a/${text}`).pathname).toBe(`/${text}`);
      }),
      { seed: 2, numRuns: 5000 },
    );
  });
});
