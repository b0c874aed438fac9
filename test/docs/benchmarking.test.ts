import { expect, setDefaultTimeout, test } from "bun:test";
import { commands } from "../../src/cli/commands.ts";
import { bunsen, run } from "../cli/support/processes.ts";
import { createWorkspace } from "../cli/support/workspace.ts";
import { readTranscript } from "../examples/transcript.ts";
import { readPage } from "../support/doc-page.ts";

setDefaultTimeout(60_000);

const page = await readPage("docs/benchmarking.md");

const programs = Object.fromEntries(
  page.blocks.flatMap(({ file, text }) => (file === undefined ? [] : [[file, text]])),
);

/** Figures differ from run to run, and with them the width of their columns. */
const withoutFigures = (text: string): string =>
  text
    .trim()
    .replace(/^Bunsen .*$/m, "Bunsen on a machine")
    .replaceAll(/\b[\d.,]+(?: (?:ns|µs|ms|s|B|KB|MB)\b)?/g, "#")
    .replaceAll(/ +/g, " ");

/** A reader's command, with this Bun and this `bunsen`, which need not measure for long. */
const commandOf = (line: string): string[] =>
  line.startsWith("bun x bunsen ")
    ? bunsen(...line.split(" ").slice(3), "--seconds", "0.05")
    : line.split(" ").map((word, index) => (index === 0 && word === "bun" ? process.execPath : word));

test("docs/benchmarking.md: each command prints what the page shows, figures aside", async () => {
  await using workspace = await createWorkspace(programs);
  for (const { command, answer } of readTranscript(page.text)) {
    const { stdout, stderr } = await run(commandOf(command), { cwd: workspace.path, patienceMs: 40_000 });
    expect({ command, stderr, stdout: withoutFigures(stdout) }).toEqual({
      command,
      stderr: "",
      stdout: withoutFigures(answer),
    });
  }
});

test("its tables name every option of the bench", async () => {
  const { createBench } = await import("../../src/bench.ts");
  const told = await refusalOf(() => createBench({ no: 1 } as never));
  const bench = createBench();
  const toldOfMeasure = await refusalOf(() => bench.measure("a", () => {}, { no: 1 } as never));
  for (const name of [...told, ...toldOfMeasure]) expect(page.text).toContain(`| \`${name}\``);
});

test("its table of the command has every option, and no other", () => {
  const told = [...page.text.matchAll(/^\| `(--[\w-]+)/gm)].map(([, name]) => name);
  expect(told).toEqual(Object.keys(commands.bench.options).map((written) => written.replace(/ .*/, "")));
});

/** The options that a refusal of another one names. */
async function refusalOf(make: () => unknown): Promise<string[]> {
  try {
    await make();
  } catch (error) {
    return /there are (.*)\./.exec(String(error))?.[1]?.split(", ") ?? [];
  }
  throw new Error("It was not refused.");
}
