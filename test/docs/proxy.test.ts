import { test } from "bun:test";
import { join } from "node:path";
import { root } from "../support/app-forms.ts";
import { expectPageAnswers } from "../support/page-program.ts";

test("the program of docs/proxy.md answers as it says", async () => {
  await expectPageAnswers(join(root, "docs/proxy.md"));
});
