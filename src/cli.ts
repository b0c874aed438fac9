#!/usr/bin/env bun
/**
 * The `bunsen` command.
 *
 * @module
 */
import packageManifest from "../package.json" with { type: "json" };
import { bench } from "./cli/bench.ts";
import { type BenchArguments, readBenchOptions } from "./cli/bench-options.ts";
import { build } from "./cli/build.ts";
import { CommandError, UsageError } from "./cli/command-error.ts";
import { meantOf, parseCommandLine, wordAfter } from "./cli/command-line.ts";
import { type CommandName, commands, helpOf, isCommand, optionsOf, usage } from "./cli/commands.ts";
import { describeError } from "./cli/describe-error.ts";
import { clientText, openApiText, referenceText } from "./cli/description-texts.ts";
import { dev } from "./cli/dev.ts";
import { printExplanation } from "./cli/explain.ts";
import { createProject } from "./cli/new.ts";
import { printRoutes } from "./cli/routes.ts";
import { writeText } from "./cli/write-text.ts";

/** Carries out a command line. @throws {CommandError | DiagnosticsError} with what a person reads */
export async function run(args: readonly string[]): Promise<void> {
  const { values, positionals, tokens } = parseCommandLine(args);
  const { help = false, version = false, ...given } = values;
  const [command, ...words] = positionals;
  if (version) return console.log(packageManifest.version);
  if (command === undefined) return console.log(usage);
  if (!isCommand(command))
    throw new UsageError(
      `There is no command ${JSON.stringify(command)}.${meantOf(command, Object.keys(commands))}\n\n${usage}`,
    );
  if (help) return console.log(helpOf(command));
  checkOptions(command, Object.keys(given));
  if (command === "new") return createProject(onlyWord(command, words, "Name a directory", "my-api"), given);
  if (command === "explain") return explain(words, given);
  if (command === "bench") return benchApp(words, given, wordAfter("json", tokens));
  const path = onlyWord(command, words, "Name the app's module", "app.ts");
  if (command === "dev") return dev(path);
  if (command === "build") return build(path, { ...defaults, ...given });
  if (command === "routes") return printRoutes(path, { ...defaults, ...given });
  return writeText(path, command, texts[command], { ...given, check: given.check ?? false });
}

const texts = { openapi: openApiText, client: clientText, docs: referenceText } as const;

const defaults = { out: "dist", check: false, compile: false, minify: false, json: false } as const;

function explain(words: readonly string[], given: { readonly json?: boolean }): Promise<void> {
  const [path, key, ...rest] = words;
  onlyWord("explain", path === undefined ? [] : [path, ...rest], "Name the app's module", "app.ts");
  if (path === undefined || key === undefined)
    throw new UsageError(`Name a route: bunsen explain ${path} "GET /path"`);
  return printExplanation(path, key, { ...defaults, ...given });
}

/** @param behindJson the word that stands behind `--json` */
function benchApp(
  words: readonly string[],
  given: BenchArguments,
  behindJson: string | undefined,
): Promise<void> {
  // A module, too, may stand there.
  const jsonFile = behindJson?.endsWith(".json") ? behindJson : undefined;
  const others = words.filter((word) => word !== jsonFile);
  const path = onlyWord("bench", others, "Name the app's module", "app.ts");
  return bench(path, readBenchOptions(given, jsonFile));
}

/** @throws {UsageError} for none, or more */
function onlyWord(
  command: CommandName,
  [word, ...rest]: readonly string[],
  ask: string,
  example: string,
): string {
  if (word === undefined) throw new UsageError(`${ask}: bunsen ${command} ${example}`);
  if (rest.length === 0) return word;
  const kind = command === "new" ? "directory" : "module";
  throw new UsageError(`bunsen ${command} takes one ${kind}, not also ${JSON.stringify(rest[0])}.`);
}

/** @throws {UsageError} for an option of another command */
function checkOptions(command: CommandName, given: readonly string[]): void {
  const strange = given.find((name) => !optionsOf(command).includes(name));
  if (strange !== undefined)
    throw new UsageError(`bunsen ${command} has no option --${strange}.\n\n${helpOf(command)}`);
}

if (import.meta.main) {
  run(process.argv.slice(2)).then(
    // What the app's module opened, a timer or a connection, does not keep the command running.
    () => process.exit(0),
    (error: unknown) => {
      console.error(describeError(error));
      process.exit(error instanceof CommandError ? error.exitCode : 1);
    },
  );
}
