import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { run, runBunsen } from "../cli/support/processes.ts";
import { createWorkspace } from "../cli/support/workspace.ts";
import { root } from "../support/app-forms.ts";

setDefaultTimeout(60_000);

test("the programs of docs/typed-client.md do what it says, and fit their types", async () => {
  const page = await Bun.file(join(root, "docs/typed-client.md")).text();
  const [app = "", use = ""] = [...page.matchAll(/```ts\n([^]*?)```/g)].map(([, text]) => text);
  const [, printed = ""] = /```text\n([^]*?)```/.exec(page) ?? [];
  const tsconfig = JSON.stringify({
    extends: join(root, "examples/tsconfig.json"),
    include: ["."],
    exclude: [],
  });
  await using workspace = await createWorkspace({ "app.ts": app, "use.ts": use, "tsconfig.json": tsconfig });
  const at = { cwd: workspace.path };
  await runBunsen(["client", "app.ts", "--out", "client.gen.ts"], at);
  expect(await run([process.execPath, "use.ts"], at)).toEqual({ exitCode: 0, stdout: printed, stderr: "" });
  const check = await run([process.execPath, "check", "--no-script", "--project", workspace.path]);
  expect({ ...check, stderr: "" }).toEqual({ exitCode: 0, stdout: expect.any(String) as never, stderr: "" });
});
