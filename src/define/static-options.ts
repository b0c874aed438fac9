import { posix } from "node:path";
import type { ServedDotfiles } from "../runtime/found-file.ts";
import type { KeptFilesSettings } from "../runtime/kept-files.ts";
import type { StaticSettings } from "../runtime/static-files.ts";
import type { RouteOptions } from "./schema.ts";

/** A glob, or several: `"assets/**"`, `"*.pdf"`. Held against the path of a file within the directory. */
export type FileGlobs = string | readonly string[];

/** What is kept of files in memory. */
export interface FileMemoryOptions {
  /** Most bytes of content, all files together. Default 16,777,216 (16 MiB). */
  readonly limitBytes?: number;
  /** Most bytes of a file whose content is kept. Default 65,536 (64 KiB): there is less to gain for longer ones. */
  readonly fileLimitBytes?: number;
  /** Most files of which anything is kept. Default 1,000. */
  readonly capacityEntries?: number;
  /**
   * For how long content that is kept is sent before the file system is asked whether the file changed: 0 to 1,000, 0 for
   * each request. Default 100.
   */
  readonly checkEveryMs?: number;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** How a directory is served. */
export interface StaticOptions extends Pick<RouteOptions, "use" | "skip" | "allowUnguarded"> {
  /** The Cache-Control field of all files, or by globs, of which the first that fits counts. Default: none. */
  readonly cacheControl?: string | Readonly<Record<string, string>>;
  /** Files whose names change with their content: `public, max-age=31536000, immutable`. Goes before `cacheControl`. */
  readonly immutable?: FileGlobs;
  /** What answers for a directory; false for nothing. Default `"index.html"`. */
  readonly index?: string | false;
  /** What answers, with 200, a page that is not there: `"index.html"` of an app that routes by itself. Default: 404. */
  readonly fallback?: string;
  /** Whether files and directories that begin with a dot are served, or those of these names: `[".well-known"]`. Default false. */
  readonly dotfiles?: ServedDotfiles;
  /** Whether `site.css.br`, `.zst` and `.gz` are sent in place of `site.css` to clients that take them. Default false. */
  readonly precompressed?: boolean;
  /** Files that are saved rather than shown. */
  readonly download?: FileGlobs;
  /**
   * What is kept in memory of files that are asked for again: their header fields, and the content of small ones. The file
   * system is asked at each request whether they are as they were. False for nothing. Default: up to 16 MiB.
   */
  readonly memory?: false | FileMemoryOptions;
  /** Whether `bunsen build --compile` takes the files into the executable. Default true. */
  readonly embed?: boolean;
}

const immutableForever = "public, max-age=31536000, immutable";

/** @throws {TypeError} where an option does not fit */
export function staticSettingsOf(directory: string, options: StaticOptions): StaticSettings {
  checkOptions(directory, options);
  const {
    cacheControl,
    immutable = [],
    index = "index.html",
    fallback,
    dotfiles = false,
    download = [],
  } = options;
  const isImmutable = matcherOf(immutable);
  const rules = Object.entries(
    typeof cacheControl === "string" ? { "**": cacheControl } : (cacheControl ?? {}),
  );
  const fields = rules.map(([glob, field]) => ({ isFor: matcherOf(glob), field }));
  return {
    directory,
    index: index === false ? undefined : posix.normalize(index),
    fallback,
    dotfiles,
    isPrecompressed: options.precompressed === true,
    cacheControlOf: (path) =>
      isImmutable(path) ? immutableForever : fields.find(({ isFor }) => isFor(path))?.field,
    isDownload: matcherOf(download),
    memory: memoryOf(options.memory),
  };
}

function memoryOf(options: StaticOptions["memory"] = {}): KeptFilesSettings | undefined {
  if (options === false) return undefined;
  const { limitBytes = 16 * 1024 * 1024, fileLimitBytes = 64 * 1024, capacityEntries = 1000 } = options;
  const { checkEveryMs = 100, now = Date.now } = options;
  return { limitBytes, fileLimitBytes, capacityEntries, checkEveryMs, now };
}

function matcherOf(globs: FileGlobs): (path: string) => boolean {
  const compiled = [globs].flat().map((glob) => new Bun.Glob(glob));
  return (path) => compiled.some((glob) => glob.match(path));
}

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isBoolean = (value: unknown): boolean => typeof value === "boolean";
const isGlobs = (value: unknown): boolean => isText(value) || isTexts(value);
/** A header field's value, which must not end the field. */
const isField = (value: unknown): boolean => isText(value) && !/[^\t\x20-\x7e]/.test(value as string);
const isFields = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.values(value).every(isField);

const isPositive = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;
const isMilliseconds = (value: unknown): boolean =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= 1000;
const isMemory = (value: unknown): boolean =>
  value === false ||
  (typeof value === "object" &&
    value !== null &&
    Object.entries(value).every(([name, given]) => memoryRules.get(name)?.(given)));
const memoryRules: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ["limitBytes", isPositive],
  ["fileLimitBytes", isPositive],
  ["capacityEntries", isPositive],
  ["checkEveryMs", isMilliseconds],
  ["now", (value) => typeof value === "function"],
]);

/** What each option must be. */
const rules: Readonly<Record<Exclude<keyof StaticOptions, "use" | "skip" | "allowUnguarded">, Rule>> = {
  cacheControl: [(value) => isField(value) || isFields(value), "a field, or fields by globs"],
  immutable: [isGlobs, "a glob, or a list of them"],
  index: [(value) => value === false || isText(value), "the name of a file, or false"],
  fallback: [isText, "the path of a file within the directory"],
  dotfiles: [(value) => isBoolean(value) || isTexts(value), "true, false, or a list of names"],
  precompressed: [isBoolean, "true or false"],
  embed: [isBoolean, "true or false"],
  download: [isGlobs, "a glob, or a list of them"],
  memory: [
    isMemory,
    "false, or limitBytes, fileLimitBytes and capacityEntries above 0, checkEveryMs from 0 to 1000",
  ],
};
type Rule = readonly [isFit: (value: unknown) => boolean, expected: string];

function checkOptions(directory: unknown, options: StaticOptions): void {
  if (!isText(directory))
    throw new TypeError(`static: expected a directory, received ${Bun.inspect(directory)}.`);
  for (const [name, value] of Object.entries(options)) {
    const [isFit, expected] = Object.hasOwn(rules, name) ? rules[name as keyof typeof rules] : [];
    if (isFit === undefined)
      throw new TypeError(
        `static.${name}: there is no such option; there are ${Object.keys(rules).join(", ")}.`,
      );
    if (value !== undefined && !isFit(value))
      throw new TypeError(`static.${name}: expected ${expected}, received ${Bun.inspect(value)}.`);
  }
}
