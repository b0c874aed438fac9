/** docs/cli.md says of each command what `bunsen <command> --help` says. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import { type CommandName, commands } from "../../src/cli/commands.ts";
import { runBunsen } from "../cli/support/processes.ts";
import { root } from "../support/app-forms.ts";
import { readPage } from "../support/doc-page.ts";

const path = "docs/cli.md";
const names = Object.keys(commands) as CommandName[];

/** The rows of what `--help` prints: `--out <file>  write it there`. */
const optionsOf = (help: string): [option: string, does: string][] =>
  [...help.matchAll(/^ {2}(-\S+(?: \S+)*?) {2,}(.+)$/gm)].map(([, option = "", does = ""]) => [option, does]);

/** A table as the formatter writes it. */
function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? name).length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

async function sectionOf(name: CommandName): Promise<string> {
  const { stdout } = await runBunsen([name, "--help"]);
  const [synopsis = "", , about = ""] = stdout.split("\n");
  const options = optionsOf(stdout).filter(([option]) => option !== "-h, --help");
  const table =
    options.length === 0
      ? ""
      : `\n${tableOf(
          ["option", "what it does"],
          options.map(([option, does]) => [`\`${option}\``, does]),
        )}\n`;
  return `### ${name}\n\n\`${synopsis}\`\n\n${about}\n${table}`;
}

// UPDATE_GOLDEN=1 bun test test/docs/cli.test.ts
test("docs/cli.md has the help of each command", async () => {
  const { text } = await readPage(path);
  const sections = await Promise.all(names.map(sectionOf));
  const written = /(?<=^## Commands\n\n)[^]*?(?=^## )/m;
  const expected = text.replace(written, () => `${sections.join("\n")}\n`);
  if (process.env["UPDATE_GOLDEN"] === "1") await Bun.write(join(root, path), expected);
  else expect(text).toBe(expected);
});
