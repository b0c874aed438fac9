import { join } from "node:path";
import { root } from "../support/app-forms.ts";
import {
  type Answer,
  type Compared,
  type Comparison,
  type Row,
  type Setting,
  compare,
} from "./comparison.ts";
import { comparisons } from "./comparisons.ts";

export const pagePath: string = join(root, "docs/compared-with-hono.md");

const { version } = (await Bun.file(join(root, "node_modules/hono/package.json")).json()) as {
  version: string;
};

const introduction = `# Middleware compared with Hono's

The same requests, answered by the middleware of [Hono](https://hono.dev) ${version} and by Bunsen's of the same name. Every
difference has its reason, below the tables. Bodies are compared where a table shows them; of what is refused, Hono's is
text and Bunsen's a [problem document](errors.md). Names in lists are compared in any case and order, and all times are told
as 0.

This page is written by \`bun run docs:hono\`. A test fails where an answer is no longer what the page says, where a
difference has no reason, and where a reason has no difference.
`;

/** The whole page, from the answers themselves. */
export async function writtenPage(): Promise<string> {
  const sections: string[] = [];
  for (const comparison of comparisons) sections.push(await sectionOf(comparison));
  return [introduction, ...sections].join("\n");
}

async function sectionOf({ title, settings, reasons }: Comparison): Promise<string> {
  const names = Object.keys(reasons);
  const tables: string[] = [];
  for (const setting of settings) tables.push(tableOf(setting, await compare(setting), names));
  const notes = Object.values(reasons).map(({ text }, index) => `${index + 1}. ${text}\n`);
  return `## ${title}\n\n${tables.join("\n")}\n${notes.join("")}`;
}

function tableOf({ hono, bunsen }: Setting, rows: readonly Compared[], names: readonly string[]): string {
  const lines = rows.map(({ row, ...given }) => {
    const why = (row.why ?? []).map((name) => names.indexOf(name) + 1).join(", ");
    const other = given.differing.length === 0 ? "same" : answerOf(given.bunsen);
    return `| ${requestOf(row)} | ${answerOf(given.hono)} | ${other} | ${why} |\n`;
  });
  const head = "| request | Hono | Bunsen | why |\n| --- | --- | --- | --- |\n";
  return `Hono: ${code(hono)}\\\nBunsen: ${code(bunsen)}\n\n${head}${lines.join("")}`;
}

/** Method, target and header fields, as the page tells them. */
export function requestOf({ told, target = "/", init = {} }: Row): string {
  if (told !== undefined) return told;
  const fields = [...new Headers(init.headers)].map(([name, value]) => `${name}: ${value}`);
  return [`${init.method ?? "GET"} ${target}`, ...fields].map(code).join(", ");
}

const answerOf = (answer: Answer): string =>
  [...answer].map(([name, value]) => code(name === "status" ? value : `${name}: ${value}`)).join(", ");

/** Inline code in a cell of a table, of what can be read at once. */
function code(text: string): string {
  const shown = text.length > 140 ? `${text.slice(0, 40)}… (${text.length} characters)` : text;
  const fence = shown.includes("`") ? "``" : "`";
  return `${fence}${shown.replaceAll("|", "\\|").replaceAll("\n", "↵ ")}${fence}`;
}
