import { expect, setDefaultTimeout, test } from "bun:test";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { readTranscript } from "../examples/transcript.ts";
import { createWorkspace } from "../cli/support/workspace.ts";
import { root } from "../support/app-forms.ts";
import { readPage } from "../support/doc-page.ts";
import { Reader, comparable } from "../support/reader.ts";

setDefaultTimeout(60_000);

const { text: page, blocks } = await readPage("docs/inspector.md");

test("each command does what the page shows", async () => {
  const bunsen = `#!/bin/sh\nexec ${process.execPath} ${join(root, "src/cli.ts")} "$@"\n`;
  const app = blocks.find(({ file }) => file === "app.ts")?.text ?? "";
  await using workspace = await createWorkspace({ "app.ts": app, "bin/bunsen": bunsen });
  await chmod(join(workspace.path, "bin/bunsen"), 0o755);
  const env = { PATH: `${join(workspace.path, "bin")}:${process.env.PATH}` };
  await using reader = new Reader(workspace.path, env);
  for (const { command, answer } of readTranscript(page))
    expect({ command, answer: comparable(await reader.do(command)) }).toEqual({ command, answer });
});
