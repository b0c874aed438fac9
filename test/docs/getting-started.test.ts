import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readTranscript } from "../examples/transcript.ts";
import { createUserPlace } from "../package/user-place.ts";
import { readPage } from "../support/doc-page.ts";
import { Reader, comparable } from "../support/reader.ts";

setDefaultTimeout(60_000);

const { text: page, blocks } = await readPage("docs/getting-started.md");

test("docs/getting-started.md: each command does what the page shows", async () => {
  await using place = await createUserPlace();
  const cwd = join(place.path, "hello");
  await mkdir(cwd);
  await using reader = new Reader(cwd, place.env);
  for (const { kind, text, file } of blocks) {
    if (kind === "ts") await Bun.write(join(cwd, file ?? "unnamed"), text);
    if (kind === "sh") for (const command of text.trim().split("\n")) await reader.succeed(command);
    for (const { command, answer } of readTranscript(`\`\`\`${kind}\n${text}\`\`\``))
      expect({ command, answer: comparable(await reader.do(command)) }).toEqual({
        command,
        answer: comparable(answer),
      });
  }
});

test("its container starts what the page has started", () => {
  const dockerfile = blocks.find(({ kind }) => kind === "dockerfile")?.text ?? "";
  const command = (JSON.parse(/^CMD (.*)$/m.exec(dockerfile)?.[1] ?? "[]") as string[]).join(" ");
  expect(readTranscript(page).map((visit) => visit.command)).toContain(`${command} &`);
});
