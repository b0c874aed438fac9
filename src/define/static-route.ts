import { statSync } from "node:fs";
import { resolve } from "node:path";
import { statusesOf } from "../http/error-statuses.ts";
import { embeddedDirectory } from "../runtime/embedded-files.ts";
import { type StaticHandler, type StaticSettings, createStaticHandler } from "../runtime/static-files.ts";
import { type AppDefinition, type RouteDefinition, type ServedDirectory, keyOf } from "./app-definition.ts";
import type { RouteOptions } from "./schema.ts";
import { type StaticOptions, staticSettingsOf } from "./static-options.ts";

/** The parts of a route that answers with files. */
interface StaticRoute {
  readonly route: RouteOptions;
  readonly directory: ServedDirectory;
  readonly answer: unknown;
}

/** What serves directories. */
export interface FilesPart {
  readonly define: typeof defineStatic;
  readonly withoutDirectory: typeof withoutDirectory;
}

/** @throws {TypeError} where the pattern or an option does not fit */
export function defineStatic(pattern: string, directory: string, options: StaticOptions): StaticRoute {
  if (typeof pattern !== "string" || !pattern.endsWith("/*"))
    throw new TypeError(
      `static: expected a path pattern that ends with /*, received ${Bun.inspect(pattern)}.`,
    );
  const { use, skip, allowUnguarded, ...files } = options;
  const place = resolve(directory);
  const settings = { ...staticSettingsOf(directory, files), directory: place };
  return {
    route: {
      docs: { errors: statusesOf("not_found", "precondition_failed", "range_not_satisfiable") },
      ...(use !== undefined && { use }),
      ...(skip !== undefined && { skip }),
      ...(allowUnguarded !== undefined && { allowUnguarded }),
    },
    directory: { place, options: files, embedded: (key) => embeddedHandler(key, settings) },
    answer: createStaticHandler(settings),
  };
}

function embeddedHandler(key: string, settings: StaticSettings): StaticHandler | undefined {
  const files = embeddedDirectory(key);
  return files && createStaticHandler(settings, files);
}

/** Routes whose directory is not there, where no executable has its files. The only thing about an app that is looked for on the disk. */
export const withoutDirectory = ({ routes }: AppDefinition): readonly RouteDefinition[] =>
  routes.filter(
    (route) =>
      route.directory !== undefined &&
      embeddedDirectory(keyOf(route)) === undefined &&
      !isDirectory(route.directory.place),
  );

const isDirectory = (place: string): boolean =>
  statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;

export const staticFiles: FilesPart = { define: defineStatic, withoutDirectory };
