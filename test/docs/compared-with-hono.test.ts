import { describe, expect, test } from "bun:test";
import { type Compared, type Reason, compare } from "../hono/comparison.ts";
import { comparisons } from "../hono/comparisons.ts";
import { pagePath, requestOf, writtenPage } from "../hono/page.ts";

/** What is wrong with the reasons of a row. */
function problemsOf(
  { row, differing, hono, bunsen }: Compared,
  reasons: Readonly<Record<string, Reason>>,
): string[] {
  const request = requestOf(row);
  const given = (row.why ?? []).map((name) => ({ name, of: reasons[name]?.of ?? differing }));
  const unexplained = differing.filter((field) => !given.some(({ of }) => of.includes(field)));
  const gone = given.filter(({ of }) => !of.some((field) => differing.includes(field)));
  return [
    ...unexplained.map((field) => `${request}: ${field}: ${hono.get(field)} ≠ ${bunsen.get(field)}`),
    ...gone.map(({ name }) => `${request}: no difference that is ${name}`),
  ];
}

describe.each([...comparisons])("$title", ({ settings, reasons }) => {
  test("each difference has a reason, and each reason a difference", async () => {
    const compared: Compared[] = [];
    for (const setting of settings) compared.push(...(await compare(setting)));
    expect(compared.flatMap((each) => problemsOf(each, reasons))).toEqual([]);
  });

  test("each reason is one of a row, and each row's is one", () => {
    const used = settings.flatMap(({ rows }) => rows.flatMap(({ why = [] }) => why));
    expect(Object.keys(reasons).toSorted()).toEqual([...new Set(used)].toSorted());
  });
});

test("the page is what both answer: bun run docs:hono writes it", async () => {
  expect(await Bun.file(pagePath).text()).toBe(await writtenPage());
});

test("the page has more than 100 requests", () => {
  const rows = comparisons.flatMap(({ settings }) => settings.flatMap((setting) => setting.rows));
  expect(rows.length).toBeGreaterThan(100);
});
