import { resolve } from "node:path";
import type { App } from "../define/app.ts";
import { type AppModule, exportedApp, isApp } from "../define/app-module.ts";
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
  const app = exportedApp(module);
  if (!isApp(app)) {
    throw new CommandError(
      `${path} exports no app${app === undefined ? "" : `, but ${describe(app)}`}.\n` +
        "  Fix: `export default` the value that app() gave, or export it as `app` where the file calls listen() itself.",
    );
  }
  return { file, app };
}

async function importModule(file: string, path: string): Promise<AppModule> {
  try {
    return (await import(file)) as AppModule;
  } catch (error) {
    throw new CommandError(`${path} cannot be imported: ${Bun.inspect(error)}`);
  }
}

const describe = (value: unknown): string =>
  typeof value === "object" ? "another object" : `a ${typeof value}`;
