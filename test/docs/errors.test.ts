import { expect, test } from "bun:test";
import { isProgram, readPage } from "../support/doc-page.ts";
import { runProgram } from "../support/page-program.ts";

test("the document that docs/errors.md shows is that of its program", async () => {
  const page = await readPage("docs/errors.md");
  const program = page.blocks.find(isProgram);
  const document = page.blocks.find(({ kind }) => kind === "json")?.text ?? "";
  if (program === undefined) throw new Error("The page has no program.");
  await using running = await runProgram(page, program);
  const response = await running.app.request("/orders/abc");
  expect(await response.json()).toEqual(JSON.parse(document));
});
