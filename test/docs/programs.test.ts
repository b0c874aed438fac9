import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { formatDiagnostic } from "../../src/define/diagnostic.ts";
import { planApp } from "../../src/compile/plan.ts";
import { readPages } from "../support/doc-page.ts";
import { expectAnswers, programsOf, runProgram } from "../support/page-program.ts";

// Some hash passwords, some start threads: beside other tests that takes its time.
setDefaultTimeout(30_000);

/** Its programs are carried out command by command; one of them is a mistake that is meant. */
const carriedOut = "docs/getting-started.md";

const pages = (await readPages()).filter(({ path }) => path !== carriedOut);
const withPrograms = pages.filter((page) => programsOf(page).length > 0);

describe.each(withPrograms)("$path", (page) => {
  test.each(programsOf(page))("$program.place: what it shows is so", async ({ program, shown, mistakes }) => {
    await using running = await runProgram(page, program);
    const { diagnostics } = planApp(running.app.definition(), running.directory);
    expect(diagnostics.map(formatDiagnostic).join("\n\n")).toBe(mistakes);
    await expectAnswers(running.app, shown);
  });
});

test("each exchange of a page is one of a program", () => {
  const without = pages.filter(({ blocks }) => blocks.some(({ kind }) => kind === "http"));
  expect(without.filter((page) => !withPrograms.includes(page)).map(({ path }) => path)).toEqual([]);
});
