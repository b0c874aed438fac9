import { expect, test } from "bun:test";
import { explainRoute } from "../../src/cli/explain.ts";
import { planApp } from "../../src/compile/plan.ts";
import { root } from "../support/app-forms.ts";
import { isProgram, moduleOf, readPage } from "../support/doc-page.ts";
import { appOf } from "../support/page-program.ts";

const { blocks } = await readPage("docs/middleware.md");

test("what it tells of a route is what bunsen explain prints", async () => {
  const last = blocks.findLast(isProgram);
  const { plan } = planApp((await appOf(last === undefined ? "" : moduleOf(last))).definition(), root);
  const explained = plan.routes.map((route) => explainRoute(route, plan)).join("\n");
  for (const { kind, text } of blocks) if (kind === "console") expect(explained).toContain(text);
});
