import { readdirSync, realpathSync } from "node:fs";
import { join, posix } from "node:path";
import { type AppDefinition, type RouteDefinition, keyOf } from "../define/app-definition.ts";
import { type EmbeddedFile, embeddedFilesName } from "../runtime/embedded-files.ts";
import { type FoundFile, type ServedDotfiles, findFile } from "../runtime/found-file.ts";

/** What of a directory goes into an executable. */
export interface EmbeddingRoute {
  /** Of the route. */
  readonly key: string;
  /** The directory as it is found here. */
  readonly place: string;
  /** By their paths within it, in order. */
  readonly files: ReadonlyMap<string, FoundFile>;
}

/** The files that the routes of an app can answer with, but for those that are to stay outside. */
export const findEmbedded = ({ routes }: AppDefinition): readonly EmbeddingRoute[] =>
  routes.flatMap((route) => {
    const { directory } = route;
    if (directory === undefined || directory.options.embed === false) return [];
    const { place } = directory;
    return [{ key: keyOf(route), place, files: filesWithin(place, dotfilesOf(route)) }];
  });

const dotfilesOf = ({ directory }: RouteDefinition): ServedDotfiles => directory?.options.dotfiles ?? false;

/** What the file system has for each path that a client can ask for. A link to a directory above it is left out: it has no end. */
function filesWithin(place: string, dotfiles: ServedDotfiles): ReadonlyMap<string, FoundFile> {
  const files = new Map<string, FoundFile>();
  const walk = (directory: string, above: ReadonlySet<string>): void => {
    const real = realpathSync(join(place, directory));
    if (above.has(real)) return;
    for (const name of readdirSync(join(place, directory)).toSorted()) {
      const path = posix.join(directory, name);
      const found = findFile(place, path, dotfiles);
      if (found?.kind === "file") files.set(path, found);
      else if (found?.kind === "directory") walk(path, new Set([...above, real]));
    }
  };
  walk("", new Set());
  return files;
}

/** The text of a module that takes the files along, and says where they are. */
export function embeddingModule(routes: readonly EmbeddingRoute[]): string {
  const places = [...new Set(routes.flatMap(({ files }) => [...files.values()].map(({ place }) => place)))];
  const nameOf = new Map(places.map((place, index) => [place, `file_${index}`]));
  const imports = places.map(
    (place) => `import ${nameOf.get(place)} from ${JSON.stringify(place)} with { type: "file" };`,
  );
  const entryOf = ([path, { place, sizeBytes, modifiedMs }]: readonly [string, FoundFile]): string => {
    const numbers: Omit<EmbeddedFile, "place"> = { sizeBytes, modifiedMs };
    return `[${JSON.stringify(path)}]: { place: ${nameOf.get(place)}, ...${JSON.stringify(numbers)} }`;
  };
  const directories = routes.map(
    ({ key, files }) => `[${JSON.stringify(key)}, { ${[...files].map(entryOf).join(", ")} }]`,
  );
  return [
    ...imports,
    `globalThis[Symbol.for(${JSON.stringify(embeddedFilesName)})] = new Map([${directories.join(", ")}]);`,
  ].join("\n");
}

/** From how many bytes on a person is told what else could be done. */
const largeBytes = 100_000_000;

/** A line for each directory: how many files, and how large. */
export const describeEmbedded = (routes: readonly EmbeddingRoute[]): readonly string[] =>
  routes.map(({ key, place, files }) => {
    const bytes = [...files.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const size = `${files.size} ${files.size === 1 ? "file" : "files"}, ${(bytes / 1e6).toFixed(1)} MB`;
    const advice = bytes < largeBytes ? "" : " With embed: false they stay in a directory beside it.";
    return `Embedded ${place} in the executable, for ${key}: ${size}.${advice}`;
  });
