import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { z } from "zod";
import { app, t } from "../../src/bunsen.ts";
import { costOf } from "../../src/compile/pattern-cost.ts";
import { planApp } from "../../src/compile/plan.ts";
import { slownessOf } from "../../src/compile/slow-pattern.ts";
import { shortestMs } from "../support/elapsed.ts";
import { linearPatterns, slowPatterns } from "../support/patterns.ts";

describe("a pattern whose time outgrows its text", () => {
  test.each(slowPatterns)("%s is refused", (source, flags = "") => {
    expect(slownessOf(source, flags, undefined)).toBeDefined();
  });

  // A lookaround can hide the text from the analysis, which takes it for one that may hold.
  const shown = slowPatterns.filter(([source]) => !/\(\?[=!]/.test(source));

  test.each(shown)("%s is as slow as the diagnostic says", (source, flags = "") => {
    const cost = costOf(source, flags);
    if (cost.kind !== "exponential" && cost.kind !== "polynomial") throw new TypeError(cost.kind);
    const { prefix, pump, suffix } = cost.witness;
    const pattern = new RegExp(source, flags);
    const msOf = (count: number): number => {
      const text = prefix + pump.repeat(count) + suffix;
      return shortestMs(() => pattern.test(text));
    };
    // A linear pattern reads the longest of these texts in a fraction of a millisecond. Steps of one: the first that is slow
    // enough is not much slower than that.
    const counts =
      cost.kind === "exponential"
        ? Array.from({ length: 40 }, (_, index) => index + 1)
        : [1000, 2000, 4000, 8000, 16_000, 32_000];
    expect(counts.some((count) => msOf(count) > 5)).toBe(true);
  });

  test("may be slow on texts that are short", () => {
    expect(slownessOf("^(a+)+$", "", 10)).toBeUndefined();
    expect(slownessOf("^(a+)+$", "", 11)?.length).toBe(10);
    expect(slownessOf("\\s+$", "", 1000)).toBeUndefined();
    expect(slownessOf("\\s+$", "", 1001)?.length).toBe(1000);
    expect(slownessOf("^\\s*(.*?)\\s*$", "", 30)).toBeUndefined();
    expect(slownessOf("^\\s*(.*?)\\s*$", "", 1000)?.length).toBe(30);
  });

  test.each([30, 100, 1000])(
    "takes microseconds per character on texts of %i, where they may be so long",
    (length) => {
      for (const [source, flags = ""] of slowPatterns) {
        const cost = costOf(source, flags);
        if (cost.kind !== "polynomial" || slownessOf(source, flags, length) !== undefined) continue;
        const { prefix, pump, suffix } = cost.witness;
        const text = (prefix + pump.repeat(length)).slice(0, length - suffix.length) + suffix;
        const pattern = new RegExp(source, flags);
        // About 1 where nothing else runs: a MiB of such texts takes a second.
        const microseconds = (shortestMs(() => pattern.test(text)) * 1000) / length;
        expect([source, microseconds < 20]).toEqual([source, true]);
      }
    },
  );
});

describe("an ordinary pattern is taken", () => {
  test.each(linearPatterns)("%s", (source, flags = "") => {
    expect(slownessOf(source, flags, undefined)).toBeUndefined();
  });

  const known = Object.entries(z.regexes).filter(
    (entry): entry is [string, RegExp] => entry[1] instanceof RegExp,
  );

  test.each(known)("zod's %s", (_, { source, flags }) => {
    expect(slownessOf(source, flags, undefined)).toBeUndefined();
  });

  test("a choice of a thousand words", () => {
    const words = Array.from({ length: 1000 }, (_, index) => `word-${index}`);
    expect(slownessOf(`^(?:${words.join("|")})$`, "", undefined)).toBeUndefined();
    expect(slownessOf(words.join("|"), "", undefined)).toBeUndefined();
  });
});

const isPattern = (text: string, flags: string): boolean => {
  try {
    return new RegExp(text, flags) instanceof RegExp;
  } catch {
    return false;
  }
};

test("every pattern that a RegExp can have is judged, and soon", () => {
  const piece = fc.constantFrom(
    ..."a b . \\d \\s \\w [^a] [a-z] [\\]a] \\u0061 \\x61 \\cA \\0 \\/ ^ $ \\b \\B | ( (?: (?= (?! (?<= (?<! (?<n> ) * + ? {2} {2,} {2,5} *? {,3} { } ] é \\1 \\k<n> (?i:".split(
      " ",
    ),
  );
  const source = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(source, fc.constantFrom("", "i", "u", "s", "m", "v"), (text, flags) => {
      fc.pre(isPattern(text, flags));
      expect(["linear", "polynomial", "exponential", "unknown"]).toContain(costOf(text, flags).kind);
    }),
    { seed: 30, numRuns: 1000 },
  );
});

const told = (body: unknown): unknown =>
  planApp(
    app()
      .post("/", { body: body as never }, () => "ran")
      .definition(),
    "/",
  ).diagnostics.map(({ code, problem, fix }) => ({ code, problem, fix }));

describe("the diagnostic", () => {
  const hint = "or write the pattern so that no text can be read in two ways, with ^ before it.";

  test("says where, why, on what text, and how to mend it", () => {
    expect(told(t.Object({ name: t.String({ pattern: "^(a+)+$" }) }))).toEqual([
      {
        code: "unsupported_schema",
        problem:
          'POST /, body /properties/name/pattern: The pattern "^(a+)+$" doubles its time with every few characters of "aaaaaaaaa"… and then "1".',
        fix: `Bound the text by maxLength: 10, ${hint}`,
      },
    ]);
    expect(told(t.Array(t.RegExp(/\s+$/)))).toEqual([
      {
        code: "unsupported_schema",
        problem:
          'POST /, body /items/source: The pattern "\\\\s+$" takes at least the square of the length\'s time on "        "… and then "a".',
        fix: `Bound the text by maxLength: 1000, ${hint}`,
      },
    ]);
  });

  test("is for names as well, which propertyNames can bound", () => {
    const patternProperties = { "^a*a*$": {} };
    expect(told({ type: "object", patternProperties })).toEqual([
      {
        code: "unsupported_schema",
        problem:
          'POST /, body /patternProperties/^a*a*$: The pattern "^a*a*$" takes at least the square of the length\'s time on "aaaaaaaaa"… and then "1".',
        fix: `Bound the text by propertyNames: { maxLength: 1000 }, ${hint}`,
      },
    ]);
    expect(told({ type: "object", patternProperties, propertyNames: { maxLength: 1000 } })).toEqual([]);
  });

  test("is for template literals with two open ends that share a separator", () => {
    expect(told(t.TemplateLiteral("${string}-${string}"))).toHaveLength(1);
    expect(told(t.TemplateLiteral("${string}-${string}", { maxLength: 200 }))).toEqual([]);
    expect(told(t.TemplateLiteral("user-${number}"))).toEqual([]);
  });
});

test("a name that is longer than allowed is not tried on a pattern", async () => {
  const body = {
    type: "object",
    patternProperties: { "^a*a*a*$": { type: "integer" } },
    propertyNames: { maxLength: 30 },
  };
  const shop = app().post("/", { body: body as never }, () => "ran");
  const name = `${"a".repeat(20_000)}!`;
  const response = await shop.request("/", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ [name]: "x" }),
  });
  expect(response.status).toBe(422);
  expect(((await response.json()) as { errors: unknown[] }).errors).toHaveLength(1);
});
