import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parseBase, requestUrl } from "../../src/client/request-url.ts";

const base = parseBase("https://api.example/v1/");
const urlOf = (...rest: Parameters<typeof requestUrl> extends [URL, ...infer Rest] ? Rest : never): string =>
  requestUrl(base, ...rest).href;

test("a path follows the base", () => {
  expect(urlOf("/users")).toBe("https://api.example/v1/users");
  expect(urlOf("/")).toBe("https://api.example/v1/");
  expect(urlOf("/a?b=%20c&d")).toBe("https://api.example/v1/a?b=%20c&d");
  expect(requestUrl(parseBase("http://h:8080"), "/a").href).toBe("http://h:8080/a");
});

test("parameters are encoded, and stay one segment", () => {
  expect(urlOf("/users/:id/x", { id: "a b/c?d#e%" })).toBe(
    "https://api.example/v1/users/a%20b%2Fc%3Fd%23e%25/x",
  );
  expect(urlOf("/users/:id", { id: 7 })).toBe("https://api.example/v1/users/7");
  expect(urlOf("/:a/:b", { a: ":b", b: "c" })).toBe("https://api.example/v1/%3Ab/c");
});

test("a query is encoded, beside that of the path", () => {
  const query = { q: "a&b=c", tags: ["x", "y"], page: 2, none: undefined };
  expect(urlOf("/a?z=1", {}, query)).toBe("https://api.example/v1/a?z=1&q=a%26b%3Dc&tags=x&tags=y&page=2");
});

test.each([
  "//evil.example",
  "/a//b",
  "/../admin",
  "/a/../../admin",
  "/..",
  "/.",
  "/a/./b",
  "/%2e%2e/admin",
  "/%2E./admin",
  "/..%2fadmin",
  "/a%5c..%5cadmin",
  "/..;/admin",
  "/\\evil.example",
  "/a\\b",
  "users",
  "",
  "@evil.example",
  ":80@evil.example/",
  "https://evil.example/",
  "/a#b",
  "/a b",
  "/a\r\nX: y",
  "/\t/evil.example",
  "/größe",
  "/%zz",
  "/a?b#c",
])("%p is no path of a call", (path) => {
  expect(() => urlOf(path)).toThrow(TypeError);
});

test.each(["..", ".", "../admin", "a/../../b", "..\\b", "", "..;x"])("%p is no parameter", (id) => {
  expect(() => urlOf("/users/:id", { id })).toThrow(TypeError);
});

test("a parameter that is missing, or only inherited, is told", () => {
  expect(() => urlOf("/:id")).toThrow("client: the path parameter id is missing.");
  expect(() => urlOf("/:toString")).toThrow(TypeError);
});

test.each([
  "ftp://h",
  "/v1",
  "https://user:secret@h",
  "https://h?q",
  "https://h#f",
  "https://h?",
  "https://h/a/../b c",
  "https://h//a",
  7,
  undefined,
])("%p is no base, and is not told", (baseUrl) => {
  expect(() => parseBase(baseUrl)).toThrow(TypeError);
  expect(() => parseBase(baseUrl)).not.toThrow("secret");
});

describe("whatever is asked for", () => {
  test("stays below the base", () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom("/", ".", "..", "%2e", "%2f", "%5c", "\\", "a", ":id", "@", "?", "#", ";", "\t"),
          {
            maxLength: 8,
          },
        ),
        fc.string({ unit: "binary" }),
        (pieces, id) => {
          const path = pieces.join("");
          const url = (() => {
            try {
              return requestUrl(base, path, { id });
            } catch {
              return undefined;
            }
          })();
          if (url === undefined) return;
          expect(url.origin).toBe("https://api.example");
          expect(url.pathname.startsWith("/v1/")).toBe(true);
          const decoded = decodeURIComponent(url.pathname).split(/[/\\]/);
          expect(decoded.some((segment) => /^\.\.?(;|$)/.test(segment))).toBe(false);
        },
      ),
      { numRuns: 500, seed: 1 },
    ));

  test("one parameter is read back as it was, whatever is in it", () =>
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (id) => {
        fc.pre(!/(?:^|[/\\])\.\.?(?:;|[/\\]|$)/.test(id) && !id.includes("//"));
        const { pathname } = requestUrl(base, "/users/:id", { id });
        expect(decodeURIComponent(pathname.slice("/v1/users/".length))).toBe(id);
      }),
      { numRuns: 500, seed: 1 },
    ));
});
