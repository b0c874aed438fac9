import { statSync } from "node:fs";
import { resolve } from "node:path";
import { statusesOf } from "../http/error-statuses.ts";
import { createStaticHandler } from "../runtime/static-files.ts";
import type { AppDefinition, RouteDefinition, ServedDirectory } from "./app-definition.ts";
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
  const settings = staticSettingsOf(directory, files);
  const place = resolve(directory);
  return {
    route: {
      docs: { errors: statusesOf("not_found", "precondition_failed", "range_not_satisfiable") },
      ...(use !== undefined && { use }),
      ...(skip !== undefined && { skip }),
      ...(allowUnguarded !== undefined && { allowUnguarded }),
    },
    directory: { place, options: files },
    answer: createStaticHandler({ ...settings, directory: place }),
  };
}

/** Routes whose directory is not there. The only thing about an app that is looked for on the disk. */
export const withoutDirectory = ({ routes }: AppDefinition): readonly RouteDefinition[] =>
  routes.filter(({ directory }) => directory !== undefined && !isDirectory(directory.place));

const isDirectory = (place: string): boolean =>
  statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;

export const staticFiles: FilesPart = { define: defineStatic, withoutDirectory };
