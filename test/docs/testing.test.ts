import { expect, test } from "bun:test";
import { join } from "node:path";
import { run } from "../cli/support/processes.ts";
import { createWorkspace } from "../cli/support/workspace.ts";
import { root } from "../support/app-forms.ts";

test("the tests of docs/testing.md pass", async () => {
  const page = await Bun.file(join(root, "docs/testing.md")).text();
  const [app = "", tests = ""] = [...page.matchAll(/```ts\n([^]*?)```/g)].map(([, program = ""]) => program);
  await using workspace = await createWorkspace({ "app.ts": app, "app.test.ts": tests });
  const { exitCode, stderr } = await run([process.execPath, "test", "./app.test.ts"], {
    cwd: workspace.path,
  });
  expect({ exitCode, told: stderr.match(/^ \d+ (?:pass|fail)$/gm) }, stderr).toEqual({
    exitCode: 0,
    told: [" 3 pass", " 0 fail"],
  });
});
