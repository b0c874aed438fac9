import { readFileSync } from "node:fs";
import { join } from "node:path";
import { styleText } from "node:util";
import { type Diagnostic, DiagnosticsError, formatDiagnostic, headingOf } from "../define/diagnostic.ts";
import { codeFrame } from "./code-frame.ts";
import { CommandError } from "./command-error.ts";

type Style = "bold" | "dim" | "red";

/** Colours text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** Colours where standard error is a terminal, and `NO_COLOR` is not set. */
export const paintTerminal: Paint = (style, text) => styleText(style, text, { stream: process.stderr });

/** What is told on standard error of a command that failed: the problems of an app with their places in its source. */
export function describeError(error: unknown, paint: Paint = paintTerminal): string {
  if (error instanceof DiagnosticsError) {
    const { diagnostics, directory } = error;
    const told = diagnostics.map((diagnostic) => describeDiagnostic(diagnostic, directory, paint));
    return [headingOf(diagnostics), ...told].join("\n\n");
  }
  return error instanceof CommandError ? error.message : Bun.inspect(error);
}

function describeDiagnostic(diagnostic: Diagnostic, directory: string | undefined, paint: Paint): string {
  const [place = "", ...words] = formatDiagnostic(diagnostic).split("\n");
  const frame = frameOf(diagnostic, directory);
  const painted = frame.map((line, index) => paint(index === frame.length - 1 ? "red" : "dim", `  ${line}`));
  return [paint("bold", place), ...words, ...painted].join("\n");
}

/** Nothing where the file cannot be read: the place is told all the same. */
function frameOf({ source }: Diagnostic, directory: string | undefined): readonly string[] {
  if (source === undefined || directory === undefined) return [];
  try {
    return codeFrame(readFileSync(join(directory, source.file), "utf8"), source.line, source.column);
  } catch {
    return [];
  }
}
