import { parseArgs } from "node:util";
import { UsageError } from "./command-error.ts";
import { usage } from "./commands.ts";
import { nearestName } from "./nearest-name.ts";

/** Every option that some command has. */
const options = {
  bunsen: { type: "string" },
  out: { type: "string" },
  check: { type: "boolean" },
  compile: { type: "boolean" },
  minify: { type: "boolean" },
  limits: { type: "boolean" },
  json: { type: "boolean" },
  route: { type: "string", multiple: true },
  header: { type: "string", multiple: true },
  writes: { type: "boolean" },
  "in-process": { type: "boolean" },
  loopback: { type: "boolean" },
  seconds: { type: "string" },
  connections: { type: "string" },
  html: { type: "string" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
} as const;

interface Settings {
  readonly args: string[];
  readonly allowPositionals: true;
  readonly tokens: true;
  readonly options: typeof options;
}

const settingsOf = (args: readonly string[]): Settings => ({
  args: [...args],
  allowPositionals: true,
  tokens: true,
  options,
});

/** A command line, read. */
export type CommandLine = ReturnType<typeof parseArgs<Settings>>;

/** @throws {UsageError} for options that there are not, or that stand without their value */
export function parseCommandLine(args: readonly string[]): CommandLine {
  checkKnown(args);
  try {
    return parseArgs(settingsOf(args));
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

function checkKnown(args: readonly string[]): void {
  const { tokens } = parseArgs({ ...settingsOf(args), strict: false });
  for (const token of tokens) {
    if (token.kind !== "option" || Object.hasOwn(options, token.name)) continue;
    const meant = meantOf(token.name, Object.keys(options), "--");
    throw new UsageError(`Unknown option '${token.rawName}'.${meant}\n\n${usage}`);
  }
}

/** What somebody may have meant, as a sentence; empty where no name is near. */
export function meantOf(word: string, names: readonly string[], prefix = ""): string {
  const nearest = nearestName(word, names);
  return nearest === undefined ? "" : ` Did you mean ${prefix}${nearest}?`;
}

/** The word that stands behind an option which may have one: `--json results.json`. */
export function wordAfter(option: string, tokens: CommandLine["tokens"]): string | undefined {
  const at = tokens.findIndex((token) => token.kind === "option" && token.name === option);
  const next = at === -1 ? undefined : tokens[at + 1];
  return next?.kind === "positional" ? next.value : undefined;
}
