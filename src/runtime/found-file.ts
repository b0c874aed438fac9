import { type Stats, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";

/** What tells whether a file is still the one that it was: another content has another stamp, but for the moment of its writing. */
export interface FileStamp {
  readonly device: number;
  readonly inode: number;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** When its content, its name or its rights changed. Nobody can set it. */
  readonly changedMs: number;
}

/** A file of a directory that is served. */
export interface FoundFile extends FileStamp {
  readonly kind: "file";
  /** Where it is, links resolved. */
  readonly place: string;
}

/** What a path names; undefined for nothing that is served. */
export type Found<File> = File | { readonly kind: "directory" } | undefined;

/** Which names that begin with a dot are served: all, none, or those that are named. */
export type ServedDotfiles = boolean | readonly string[];

/**
 * Finds what a path within a directory names. It asks the file system at once: three calls of a few microseconds each, where
 * asking in the background costs four times as much. Links are followed as far as they stay inside it. The path is decoded, and
 * not decoded again: one that still has a `%` is none.
 *
 * @param path `css/site.css`, without a slash before it
 */
export function findFile(directory: string, path: string, dotfiles: ServedDotfiles): Found<FoundFile> {
  if (!isServed(path, dotfiles)) return undefined;
  const asked = join(directory, path);
  const status = statusOf(asked);
  // One call for what is not there: of compressed siblings most are not.
  if (status === undefined) return undefined;
  const [root, place] = [placeOf(directory), placeOf(asked)];
  if (root === undefined || place === undefined) return undefined;
  if (place === root) return { kind: "directory" };
  const base = root.endsWith(sep) ? root : `${root}${sep}`;
  // A link may lead to what has another name, or elsewhere.
  if (!place.startsWith(base) || !isServed(place.slice(base.length).split(sep).join("/"), dotfiles))
    return undefined;
  if (status.isDirectory()) return { kind: "directory" };
  // What ends with a slash is a directory; a pipe or a device is no file.
  if (!status.isFile() || path.endsWith("/")) return undefined;
  return { kind: "file", place, ...stampOf(status) };
}

/** What is there now under a place, links followed; undefined for nothing. */
export function readStamp(place: string): FileStamp | undefined {
  // What is asked for again is nearly always there, and this call is a quarter faster then.
  const status = unlessMissing(() => statSync(place));
  return status && stampOf(status);
}

/** What the file system says of a file. */
export type FileStatus = Pick<Stats, "dev" | "ino" | "size" | "mtimeMs" | "ctimeMs">;

export const stampOf = ({ dev, ino, size, mtimeMs, ctimeMs }: FileStatus): FileStamp => ({
  device: dev,
  inode: ino,
  sizeBytes: size,
  modifiedMs: mtimeMs,
  changedMs: ctimeMs,
});

export const isSameStamp = (one: FileStamp, other: FileStamp): boolean =>
  one.inode === other.inode &&
  one.device === other.device &&
  one.sizeBytes === other.sizeBytes &&
  one.modifiedMs === other.modifiedMs &&
  one.changedMs === other.changedMs;

/** Whether each segment is a plain name. The last may be empty: the path is then that of a directory. */
function isServed(path: string, dotfiles: ServedDotfiles): boolean {
  if (/[%\\\0:]/.test(path)) return false;
  const segments = path.split("/");
  return segments.every((segment, index) => {
    if (segment === "") return index === segments.length - 1;
    if (!segment.startsWith(".")) return true;
    if (segment === "." || segment === "..") return false;
    return typeof dotfiles === "boolean" ? dotfiles : dotfiles.includes(segment);
  });
}

const statusOf = (path: string): Stats | undefined =>
  unlessMissing(() => statSync(path, { throwIfNoEntry: false }));

const placeOf = (path: string): string | undefined => unlessMissing(() => realpathSync.native(path));

/** Undefined where there is nothing of that name, or nothing that may be read. */
function unlessMissing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && "code" in error && missing.has(error.code)) return undefined;
    throw error;
  }
}

const missing: ReadonlySet<unknown> = new Set([
  "ENOENT",
  "ENOTDIR",
  "ENAMETOOLONG",
  "ELOOP",
  "EACCES",
  "EINVAL",
]);
