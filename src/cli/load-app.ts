import { resolve } from "node:path";
import type { App } from "../define/app.ts";
import { makeInert } from "../define/inert.ts";
import { CommandError } from "./command-error.ts";

/** An app module and its app. */
export interface LoadedApp {
  readonly file: string;
  readonly app: App;
}

/**
 * Imports an app module without serving it: `listen` does nothing meanwhile.
 *
 * @throws {CommandError} where there is no such file, it fails, or it exports no app
 */
export async function loadAppModule(path: string): Promise<LoadedApp> {
  const file = resolve(path);
  if (!(await Bun.file(file).exists())) throw new CommandError(`There is no file ${path}.`);
  makeInert();
  const module = await importModule(file, path);
  const app = module.default;
  if (!isApp(app)) {
    throw new CommandError(
      `${path} has no app as its default export${app === undefined ? "" : `, but ${describe(app)}`}.\n` +
        "  Fix: end it with `export default` and the value that app() gave.",
    );
  }
  return { file, app };
}

async function importModule(file: string, path: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(file)) as { readonly default?: unknown };
  } catch (error) {
    throw new CommandError(`${path} cannot be imported: ${Bun.inspect(error)}`);
  }
}

/** By its shape: the app may come from another copy of Bunsen than this command. */
const isApp = (value: unknown): value is App =>
  typeof value === "object" &&
  value !== null &&
  "definition" in value &&
  typeof value.definition === "function";

const describe = (value: unknown): string =>
  typeof value === "object" ? "another object" : `a ${typeof value}`;
