import { expect, test } from "bun:test";
import { CommandError } from "../../src/cli/command-error.ts";
import { type Paint, describeError, paintTerminal } from "../../src/cli/describe-error.ts";
import { type Diagnostic, DiagnosticsError } from "../../src/define/diagnostic.ts";
import { createWorkspace } from "./support/workspace.ts";

const marked: Paint = (style, text) => `<${style}>${text}</${style}>`;

const diagnostic = (file: string, line: number): Diagnostic => ({
  code: "invalid_path",
  source: { file, line, column: 3 },
  problem: "It cannot be read.",
  fix: "Write another.",
});

test("paints the place, the lines and the mark", async () => {
  await using workspace = await createWorkspace({ "app.ts": 'app()\n  .get("//")\n' });
  const error = new DiagnosticsError([diagnostic("app.ts", 2)], workspace.path);
  expect(describeError(error, marked)).toBe(`The app has a problem:

<bold>app.ts:2:3 [invalid_path]</bold>
  It cannot be read.
  Fix: Write another.
<dim>  1 | app()</dim>
<dim>  2 |   .get("//")</dim>
<red>        ^</red>`);
});

test.each([
  ["a file that is not there", diagnostic("gone.ts", 2)],
  ["a line that is not there", diagnostic("app.ts", 9)],
  ["no place", { ...diagnostic("app.ts", 1), source: undefined }],
])("%s has no lines, but is told", async (_, one) => {
  await using workspace = await createWorkspace({ "app.ts": "app()\n" });
  const error = new DiagnosticsError([one], workspace.path);
  expect(describeError(error, (__, text) => text)).toBe(error.message);
});

test("a command that cannot be carried out is told by its message, anything else with its stack", () => {
  expect(describeError(new CommandError("There is no file."), marked)).toBe("There is no file.");
  expect(describeError(new TypeError("oops"), marked)).toContain("describe-error.test.ts");
});

test("what is no terminal gets no colours", () => {
  const colours = process.stderr.isTTY && process.env.NO_COLOR === undefined;
  expect(paintTerminal("red", "x") === "x").toBe(!colours && process.env.FORCE_COLOR === undefined);
});
