import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Match, Matcher } from "../../src/http/matcher.ts";
import { rememberPaths } from "../../src/http/path-cache.ts";
import { requestBytes, sendRaw } from "../support/raw-request.ts";
import { shortestMs } from "../support/elapsed.ts";

function matcherOf(...patterns: string[]): Matcher<string> {
  const matcher = new Matcher<string>();
  for (const pattern of patterns) matcher.add(pattern, pattern);
  return matcher;
}

const found = (value: string, ...parameters: string[]): Match<string> => ({ value, parameters });

describe("a pattern matches", () => {
  const cases: readonly (readonly [pattern: string, path: string, ...parameters: string[]])[] = [
    ["/", "/"],
    ["/a", "/a"],
    ["/a/", "/a/"],
    ["/:x", "/a", "a"],
    ["/:x/:y", "/a/b", "a", "b"],
    ["/a/:x/b", "/a/1/b", "1"],
    ["/*", "/a", "a"],
    ["/*", "/", ""],
    ["/*", "/a/b/", "a/b/"],
    ["/a/*", "/a/", ""],
    ["/:x/*", "/a/b/c", "a", "b/c"],
    ["/caf%C3%A9", "/caf%C3%A9"],
    ["/:x", "/%2F", "%2F"],
    ["/:x", "/__proto__", "__proto__"],
    ["/constructor", "/constructor"],
  ];
  for (const [pattern, path, ...parameters] of cases) {
    test(`${pattern}: ${path}`, () =>
      expect(matcherOf(pattern).match(path)).toEqual(found(pattern, ...parameters)));
  }
});

describe("a pattern does not match", () => {
  const cases: readonly (readonly [pattern: string, path: string])[] = [
    ["/", ""],
    ["/a", "a"],
    ["/a", "/a/"],
    ["/a/", "/a"],
    ["/a", "/A"],
    ["/a", "/b"],
    ["/a", "//a"],
    ["/:x", "/"],
    ["/:x", "/a/b"],
    ["/:x/:y", "/a/"],
    ["/:x/b", "//b"],
    ["/a/*", "/a"],
    ["/a/*", "/b/c"],
    ["/caf%C3%A9", "/caf%c3%a9"],
    ["/a", "/constructor"],
    ["/a", "/__proto__"],
    ["/a", "*"],
  ];
  for (const [pattern, path] of cases) {
    test(`${pattern}: ${path}`, () => expect(matcherOf(pattern).match(path)).toBeUndefined());
  }
});

describe("the order of a match", () => {
  test("static text goes before a parameter, before a wildcard", () => {
    const matcher = matcherOf("/*", "/:x", "/a");
    expect(["/a", "/b", "/b/c"].map((path) => matcher.match(path)?.value)).toEqual(["/a", "/:x", "/*"]);
  });

  test("goes back from a branch that ends without a route", () => {
    const matcher = matcherOf("/a/b", "/:x/c", "/*");
    expect(["/a/b", "/a/c", "/a/d"].map((path) => matcher.match(path))).toEqual([
      found("/a/b"),
      found("/:x/c", "a"),
      found("/*", "a/d"),
    ]);
  });

  test("does not depend on the order of definition", () => {
    const matcher = matcherOf("/a", "/:x", "/*");
    expect(["/a", "/b", "/b/c"].map((path) => matcher.match(path)?.value)).toEqual(["/a", "/:x", "/*"]);
  });

  test("a later value takes the place of an earlier one", () => {
    const matcher = new Matcher<number>();
    matcher.add("/:x", 1);
    matcher.add("/:y", 2);
    expect(matcher.match("/a")).toEqual({ value: 2, parameters: ["a"] });
  });
});

test("parameters of two matches are not one object", () => {
  const matcher = matcherOf("/:x");
  expect(matcher.match("/a")?.parameters).not.toBe(matcher.match("/a")?.parameters);
});

describe("GHSA-rrr8-f88r-h8q6 / CVE-2024-45813, GHSA-9wv6-86v2-598j / CVE-2024-45296, CVE-2026-4867: matching takes linear time", () => {
  const paths = {
    "one long segment": `/${"a".repeat(65_536)}`,
    "one long segment of hyphens": `/a/${"-".repeat(65_536)}/b`,
    "many segments": "/a".repeat(32_768),
    "many empty segments": "/".repeat(65_536),
  };
  for (const [name, path] of Object.entries(paths)) {
    test(name, () => {
      const matcher = matcherOf("/a", "/:x/:y/:z", "/a/:x/b", "/:x/a/*", "/a/a/a/a/b");
      const elapsed = shortestMs(() => {
        matcher.match(path);
      });
      expect(elapsed).toBeLessThan(50);
    });
  }

  test("also where every level offers static text and a parameter", () => {
    const patterns = Array.from(
      { length: 12 },
      (_, depth) => `${"/:x".repeat(depth)}/a${"/:x".repeat(11 - depth)}/b`,
    );
    const matcher = matcherOf(...patterns);
    const elapsed = shortestMs(() => {
      expect(matcher.match(`${"/a".repeat(12)}/c`)).toBeUndefined();
    });
    expect(elapsed).toBeLessThan(50);
  });
});

/** A table of Bun and the matchers, over the same patterns, for two methods. */
interface Table {
  readonly GET: readonly string[];
  readonly POST: readonly string[];
}

const segment = fc.constantFrom("a", "b", "c", ":x", "");
const pattern = fc
  .tuple(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.constantFrom("", "", "/*"))
  .map(([segments, end]) => named(`/${segments.join("/")}${end}`));
const table: fc.Arbitrary<Table> = fc.record({
  GET: fc.uniqueArray(pattern, { maxLength: 8 }),
  POST: fc.uniqueArray(pattern, { maxLength: 4 }),
});
const path = fc
  .array(fc.constantFrom("a", "b", "c", "d", "", "%61", "A", "a.b"), { minLength: 1, maxLength: 5 })
  .map((segments) => `/${segments.join("/")}`);

/** Each parameter gets a name by its place, so that one shape has one spelling. Bun takes no empty segment within. */
function named(text: string): string {
  return text
    .replaceAll(/\/{2,}/g, "/")
    .split("/")
    .map((part, index) => (part === ":x" ? `:p${index}` : part))
    .join("/");
}

function routesOf({ GET, POST }: Table): Bun.Serve.Routes<undefined, string> {
  const routes: Record<string, Record<string, (request: Bun.BunRequest) => Response>> = {};
  for (const [method, patterns] of Object.entries({ GET, POST })) {
    for (const route of patterns) {
      (routes[route] ??= {})[method] = (request) => Response.json([route, Object.values(request.params)]);
    }
  }
  return routes as unknown as Bun.Serve.Routes<undefined, string>;
}

test("Matcher agrees with Bun's own routes on random tables and paths", async () => {
  await using server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("none") });
  const port = server.port ?? 0;
  const agree = async (routes: Table, paths: readonly string[]): Promise<void> => {
    server.reload({ routes: routesOf(routes), fetch: () => new Response("none") });
    const questions = paths.flatMap((target) => [["GET", target] as const, ["POST", target] as const]);
    const answers = await Promise.all(
      questions.map(async ([method, target]) => (await sendRaw(port, requestBytes(method, target))).body),
    );
    const own = questions.map(([method, target]) => {
      const match = matcherOf(...routes[method]).match(target);
      if (match === undefined) return "none";
      // Bun does not give a wildcard's value, and decodes.
      const parameters = match.value.endsWith("*") ? match.parameters.slice(0, -1) : match.parameters;
      return JSON.stringify([match.value, parameters.map(decodeURIComponent)]);
    });
    expect(own).toEqual(answers);
  };
  await fc.assert(fc.asyncProperty(table, fc.uniqueArray(path, { minLength: 1, maxLength: 12 }), agree), {
    seed: 5,
    numRuns: 150,
    interruptAfterTimeLimit: 8000,
  });
}, 15_000);

test("what is remembered is what would be matched again", () => {
  const patterns = ["/", "/a", "/a/:b", "/:a/b", "/a/*", "/x/:y/z"];
  const [plain, remembering] = [new Matcher<string>(), new Matcher<string>(rememberPaths(4)())];
  for (const each of patterns) for (const one of [plain, remembering]) one.add(each, each);
  const part = fc.constantFrom("a", "b", "x", "z", "");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
      const asked = `/${parts.join("/")}`;
      expect([asked, remembering.match(asked)]).toEqual([asked, plain.match(asked)]);
    }),
    { numRuns: 2000 },
  );
});
