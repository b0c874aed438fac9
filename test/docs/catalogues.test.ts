import { expect, test } from "bun:test";
import { join } from "node:path";
import { diagnosticCodes } from "../../src/define/diagnostic.ts";
import { failureCodes } from "../../src/runtime/failure-rules.ts";
import { errorCatalogue } from "../../src/http/error-catalogue.ts";
import { root } from "../support/app-forms.ts";

/** The cells of a page's table rows whose first cell is a code. */
async function codeRows(page: string): Promise<string[][]> {
  const text = await Bun.file(join(root, "docs", page)).text();
  const rows = text.split("\n").filter((line) => /^\| `\w+`/.test(line));
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split(" | ")
      .map((cell) => cell.trim().replace(/^`|`$/g, "")),
  );
}

test("docs/errors.md has a row for each error, with its status, and no other", async () => {
  const rows = (await codeRows("errors.md")).filter(([, status]) => /^\d+$/.test(status ?? ""));
  const documented = rows.map(([code, status]) => [code, Number(status)]);
  const declared = Object.entries(errorCatalogue).map(([code, { status }]) => [code, status]);
  expect(documented).toEqual(declared);
});

test("docs/errors.md has a row for each code of a failure, with its rules, and no other", async () => {
  const rows = (await codeRows("errors.md")).filter(([, rules]) => !/^\d+$/.test(rules ?? ""));
  const documented = rows.map(([code, rules]) => [
    code,
    [...(rules ?? "").matchAll(/\w+/g)].map(([rule]) => rule),
  ]);
  const declared = Map.groupBy(Object.entries(failureCodes), ([, code]) => code);
  expect(documented).toEqual([...declared].map(([code, entries]) => [code, entries.map(([rule]) => rule)]));
});

test("docs/diagnostics.md has a row for each diagnostic, and no other", async () => {
  const documented = (await codeRows("diagnostics.md")).map(([code, about]) => [code, about]);
  expect(documented).toEqual(Object.entries(diagnosticCodes));
});
