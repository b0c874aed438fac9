import { expect, test } from "bun:test";
import { join } from "node:path";
import { explainRoute } from "../../src/cli/explain.ts";
import { planApp } from "../../src/compile/plan.ts";
import { root } from "../support/app-forms.ts";
import { appOf, expectProgramsAnswer } from "../support/page-program.ts";

const page = join(root, "docs/middleware.md");
const text = await Bun.file(page).text();
const programs = [...text.matchAll(/```ts\n([^]*?)```/g)].map(([, program = ""]) => program);

test("each program of docs/middleware.md answers as it says", async () => {
  await expectProgramsAnswer(page);
});

test.each(programs)("its program %# has no mistake, and no warning", async (program) => {
  expect(planApp((await appOf(program)).definition(), root).diagnostics).toEqual([]);
});

test("what it tells of a route, and its emitted code, is what bunsen explain prints", async () => {
  const { plan } = planApp((await appOf(programs.at(-1) ?? "")).definition(), root);
  const explained = plan.routes.map((route) => explainRoute(route, plan)).join("\n");
  for (const [, block = ""] of text.matchAll(/```(?:console|js)\n([^]*?)```/g))
    expect(explained).toContain(block);
});
