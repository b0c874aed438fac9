import type { FileHead } from "./file-head.ts";
import type { Found } from "./found-file.ts";

/** A file inside an executable. */
export interface EmbeddedFile {
  /** Where the executable has it. */
  readonly place: string;
  readonly sizeBytes: number;
  /** When it was modified, as the build saw it. */
  readonly modifiedMs: number;
}

/** The files of a directory by their paths within it: `css/site.css`. */
export type EmbeddedDirectory = Readonly<Record<string, EmbeddedFile>>;

/** A file that is served from there. */
export interface KeptEmbeddedFile extends EmbeddedFile {
  readonly kind: "file";
  readonly content: Blob;
  readonly heads: Map<string | undefined, FileHead>;
}

/** Where the entry of an executable puts the files, by the keys of their routes, before the app's module runs. */
const registry = Symbol.for("bunsen.embedded-files");

/** The name that the entry knows it by. */
export const embeddedFilesName: string = registry.description ?? "";

/** The files of a route; undefined where it reads them from the disk. */
export const embeddedDirectory = (key: string): EmbeddedDirectory | undefined =>
  (globalThis as { [registry]?: ReadonlyMap<string, EmbeddedDirectory> })[registry]?.get(key);

/** Finds as the file system did for the build: what is not served was left out there. */
export function createEmbeddedFinder(
  directory: EmbeddedDirectory,
): (path: string) => Found<KeptEmbeddedFile> {
  const files = new Map(Object.entries(directory).map(([path, file]) => [path, keep(file)]));
  const directories = new Set([...files.keys()].flatMap(directoriesOf));
  return (path) => files.get(path) ?? (directories.has(path) ? { kind: "directory" } : undefined);
}

const keep = (file: EmbeddedFile): KeptEmbeddedFile => ({
  ...file,
  kind: "file",
  content: Bun.file(file.place),
  heads: new Map(),
});

/** `a/b/c.css` is in `a` and `a/b`. */
function directoriesOf(path: string): string[] {
  const segments = path.split("/").slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join("/"));
}
