import { expect, test } from "bun:test";
import { join } from "node:path";
import { version } from "../../package.json";
import { emitModule } from "../../src/compile/emit.ts";
import { planApp } from "../../src/compile/plan.ts";
import * as helpers from "../../src/runtime.ts";
import { root } from "../support/app-forms.ts";
import { isProgram, readPage } from "../support/doc-page.ts";
import { runProgram } from "../support/page-program.ts";

const path = "docs/generated-code.md";

/** The module of the page's program, as `bunsen build` writes it. */
async function emittedModule(): Promise<string> {
  const page = await readPage(path);
  const program = page.blocks.find(isProgram);
  if (program === undefined) throw new Error(`${path} has no program.`);
  await using running = await runProgram(page, program);
  const { plan } = planApp(running.app.definition(), running.directory);
  const options = { version, file: join(running.directory, "app.ts"), directory: running.directory };
  return emitModule(plan, Object.keys(helpers), options);
}

const section = /(<!-- from: (.+) -->\n\n```js\n)[^]*?```/g;

/** The page with the module in its blocks: each has what stands from the line it names to that of the next. */
function filled(page: string, module: string): string {
  const lines = module.trimEnd().split("\n");
  const names = [...page.matchAll(section)].map(([, , name = ""]) => name);
  const starts = names.map((name) => lines.findIndex((line) => line.trimStart().startsWith(name)));
  expect([starts[0], starts.includes(-1), starts.toSorted((a, b) => a - b)]).toEqual([0, false, starts]);
  let index = 0;
  return page.replaceAll(section, (_, head: string) => {
    const text = lines.slice(starts[index], starts[index + 1]).join("\n");
    index += 1;
    return `${head}${text.trimEnd()}\n\`\`\``;
  });
}

// UPDATE_GOLDEN=1 bun test test/docs/generated-code.test.ts
test("docs/generated-code.md has the whole table of its program", async () => {
  const { text } = await readPage(path);
  const expected = filled(text, await emittedModule());
  if (process.env.UPDATE_GOLDEN === "1") await Bun.write(join(root, path), expected);
  else expect(text, "UPDATE_GOLDEN=1 bun test test/docs/generated-code.test.ts writes it").toBe(expected);
});
