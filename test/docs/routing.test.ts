import { expect, test } from "bun:test";
import { isProgram, readPage } from "../support/doc-page.ts";
import { runProgram } from "../support/page-program.ts";

const page = await readPage("docs/routing.md");

/** The targets of its table, and what it says of each: `the route`, or a code. */
const told = [...page.text.matchAll(/^\| (`\/.*) \| (.*) \|$/gm)].flatMap(([, sent = "", answer = ""]) =>
  [...sent.replace(/\(.*|, where.*/, "").matchAll(/`(\/[^`]*)`/g)].map(([, target = ""]) => ({
    target,
    told: answer.startsWith("the route") ? "the route" : (/`(\w+)`/.exec(answer)?.[1] ?? answer),
  })),
);

test("each target of its table is answered as it says", async () => {
  expect(told.length).toBe(13);
  const program = page.blocks.find(isProgram);
  if (program === undefined) throw new Error("The page has no program.");
  await using running = await runProgram(page, program);
  const answers = told.map(async ({ target }) => {
    const response = await running.app.request(target);
    if (response.ok) return { target, told: "the route" };
    return { target, told: ((await response.json()) as { code: string }).code };
  });
  expect(await Promise.all(answers)).toEqual(told);
});
