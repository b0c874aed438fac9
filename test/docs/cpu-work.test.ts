import { setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { root } from "../support/app-forms.ts";
import { expectPageAnswers } from "../support/page-program.ts";

// Beside other tests, starting a thread takes its time.
setDefaultTimeout(30_000);

test("the program of docs/cpu-work.md answers as it says", async () => {
  await expectPageAnswers(join(root, "docs/cpu-work.md"));
});
