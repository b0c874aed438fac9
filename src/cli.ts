#!/usr/bin/env bun
/**
 * The `bunsen` command.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { build } from "./cli/build.ts";
import { CommandError } from "./cli/command-error.ts";
import { dev } from "./cli/dev.ts";
import { clientText, openApiText, referenceText } from "./cli/description-texts.ts";
import { printExplanation } from "./cli/explain.ts";
import { printRoutes } from "./cli/routes.ts";
import { writeText } from "./cli/write-text.ts";
import { DiagnosticsError } from "./compile/diagnostic.ts";

const usage = `bunsen <command> <app module> [options]

  dev app.ts                         serve, and start anew when a file changes
  build app.ts [--out dist]          emit routes.gen.js, server.js, openapi.json, client.gen.ts
                                     and build-report.json
      --check                        compare only: fail where routes.gen.js is stale
      --compile                      make one executable, too
  openapi app.ts [--out file]        the OpenAPI 3.1 document of its routes
  client app.ts [--out file]         the types of its routes, for a typed client
  docs app.ts [--out file]           a reference of its routes in Markdown
      --check                        compare only: fail where the file is stale
  routes app.ts [--json]             every route with its dispatch
      --limits                       what a request of each may cost
  explain app.ts "GET /path" [--json]   everything that was decided about one route`;

const commands = ["dev", "build", "openapi", "client", "docs", "routes", "explain"];

/** Carries out a command line. @throws {CommandError | DiagnosticsError} with what a person reads */
export async function run(args: readonly string[]): Promise<void> {
  const { values, positionals } = parse(args);
  const [command, path, key, ...rest] = positionals;
  if (values.help || command === undefined) return console.log(usage);
  if (!commands.includes(command)) {
    throw new CommandError(`There is no command ${JSON.stringify(command)}.\n\n${usage}`);
  }
  if (path === undefined) throw new CommandError(`Name the app's module: bunsen ${command} app.ts`);
  if (rest.length > 0 || (key !== undefined && command !== "explain")) {
    throw new CommandError(`bunsen ${command} takes one module, not also ${JSON.stringify(rest[0] ?? key)}.`);
  }
  if (command === "dev") return dev(path);
  if (command === "build") return build(path, { ...values, out: values.out ?? "dist" });
  if (command === "openapi") return writeText(path, command, openApiText, values);
  if (command === "client") return writeText(path, command, clientText, values);
  if (command === "docs") return writeText(path, command, referenceText, values);
  if (command === "routes") return printRoutes(path, values);
  if (key === undefined) throw new CommandError(`Name a route: bunsen explain ${path} "GET /path"`);
  return printExplanation(path, key, values);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: "string" },
        check: { type: "boolean", default: false },
        compile: { type: "boolean", default: false },
        limits: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

if (import.meta.main) {
  run(process.argv.slice(2)).then(
    // What the app's module opened, a timer or a connection, does not keep the command running.
    () => process.exit(0),
    (error: unknown) => {
      const isExpected = error instanceof CommandError || error instanceof DiagnosticsError;
      console.error(isExpected ? error.message : error);
      process.exit(1);
    },
  );
}
