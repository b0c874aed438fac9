import { expect, test } from "bun:test";
import fc from "fast-check";
import { exerciseHtml } from "../../src/exercise/report-html.ts";
import { outcomeWith, reportWith } from "./support.ts";

/** The names of all elements, in their order. */
const elementsOf = (html: string): string[] =>
  [...html.matchAll(/<(\/?[!a-z][\w-]*)/gi)].map(([, name = ""]) => name);

test("bars of each route, for each way, between powers of ten", () => {
  const html = exerciseHtml(reportWith({}));
  const bars = [...html.matchAll(/<rect class="(\w+)" x="0" y="\d+" width="([\d.]+)"/g)].map(
    ([, name, width]) => `${name} ${width}`,
  );
  // From 1 µs to 100 µs, and from 100 µs to 1 ms: 960 wide.
  expect(bars).toEqual(["p99 755.5", "p95 494.1", "p50 355.4", "p99 640.8", "p95 540.9", "p50 407.9"]);
  const axes = [...html.matchAll(/<text [^>]*text-anchor="\w+">([^<]*)</g)].map(([, text]) => text);
  expect(axes).toEqual(["1.00 µs", "10.0 µs", "100 µs", "100 µs", "1.00 ms"]);
});

test("figures are in tables as well", () => {
  const html = exerciseHtml(reportWith({}));
  expect(html).toContain(
    "<tr><td>GET /a</td><td>266 µs</td><td>366 µs</td><td>465 µs</td><td>12,346</td><td>7.45 µs</td></tr>",
  );
});

test("the page needs nothing else, and runs nothing", () => {
  const html = exerciseHtml(reportWith({}));
  expect(html).toStartWith("<!doctype html>");
  expect(html).toContain(
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
  );
  expect(html).not.toMatch(/<script|<link|<img|src=|href=|url\(|@import|http:/);
});

test("no text of an app is markup", () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom("</script>", "<!--", "\"'><img src=x onerror=alert(1)>", "</style></text></svg>", "&lt;"),
  );
  const names = elementsOf(
    exerciseHtml(
      reportWith({
        routes: [outcomeWith({ key: "a" })],
        leftOut: [{ key: "a", dispatch: "direct", reason: "a" }],
      }),
    ),
  );
  fc.assert(
    fc.property(text, text, text, (app, key, reason) => {
      const leftOut = [{ key, dispatch: "direct" as const, reason }];
      const html = exerciseHtml(reportWith({ app, routes: [outcomeWith({ key })], leftOut }));
      expect(elementsOf(html)).toEqual(names);
    }),
  );
});

test("a report without routes is a page as well", () => {
  expect(elementsOf(exerciseHtml(reportWith({ routes: [] })))).not.toContain("svg");
});
