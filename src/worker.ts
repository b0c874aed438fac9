/**
 * What a worker of an app begins with: it imports the app's module, and runs what the server asks for. Applications do not
 * import this module.
 *
 * @module
 */
import { isApp } from "./define/app-module.ts";
import type { App } from "./define/app.ts";
import { definitionFingerprint } from "./define/fingerprint.ts";
import { makeInert } from "./define/inert.ts";
import { watchResponses } from "./runtime/text-responses.ts";
import { serveApp } from "./serve/serve-app.ts";
import { type WorkerStart, workerStart } from "./workers/worker-start.ts";

const start = workerStart();
if (start !== undefined) {
  makeInert();
  watchResponses();
  serveApp(start, () => findApp(start));
}

/** @throws {Error} where no module exports the app that the server runs; the message says what each has */
async function findApp({ modules, fingerprint }: WorkerStart): Promise<App> {
  const problems: string[] = [];
  for (const path of modules) {
    const exported = await appsOf(path);
    const found = typeof exported === "string" ? undefined : exported.find((app) => isSame(app, fingerprint));
    if (found !== undefined) return found;
    problems.push(`${path} ${typeof exported === "string" ? exported : problemOf(exported)}`);
  }
  throw new Error(
    `a worker has to import the app, and ${problems.join("; ")}. ` +
      "Export it from the file that calls app(), or name the file that does: app({ workers: { module: import.meta.url } })",
  );
}

/** The apps that a module exports, by any name; or why it cannot be imported. */
async function appsOf(path: string): Promise<readonly App[] | string> {
  try {
    return Object.values((await import(path)) as object).filter(isApp);
  } catch (error) {
    return `cannot be imported (${error instanceof Error ? error.message : String(error)})`;
  }
}

const isSame = (app: App, fingerprint: string): boolean =>
  definitionFingerprint(app.definition()) === fingerprint;

const problemOf = ({ length }: readonly App[]): string =>
  length === 0 ? "exports no app" : "exports another app, or one that is defined otherwise in a worker";
