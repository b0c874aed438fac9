import { type Coding, chooseCoding } from "../http/accept-encoding.ts";
import { type ByteRange, readRange } from "../http/byte-range.ts";
import { isNotModified, isPreconditionFailed, isRangeCurrent } from "../http/conditional.ts";
import { appError, declaredError, quote } from "../http/http-error.ts";
import { splitTarget } from "../http/target.ts";
import { type EmbeddedDirectory, createEmbeddedFinder } from "./embedded-files.ts";
import { type FileFields, FileHead } from "./file-head.ts";
import { type FoldedHeaders, fillHeaders } from "./folded-headers.ts";
import { type Found, type FoundFile, type ServedDotfiles, findFile } from "./found-file.ts";
import { type KeptFile, KeptFiles, type KeptFilesSettings } from "./kept-files.ts";

/** How a directory is served. */
export interface StaticSettings extends FileFields {
  readonly directory: string;
  /** What answers for a directory; undefined for nothing. */
  readonly index: string | undefined;
  /** What answers a page that is not there; undefined for a 404. */
  readonly fallback: string | undefined;
  readonly dotfiles: ServedDotfiles;
  /** What is kept of files; undefined for nothing. */
  readonly memory: KeptFilesSettings | undefined;
}

/** What is known of a request. */
interface StaticContext {
  readonly request: Request;
  /** The canonical path, decoded. */
  readonly path: string;
  /** With the decoded rest of the path as `*`. */
  readonly params: unknown;
}

/** Answers with a file. @param folded constant header fields of the route: the answer has them */
export type StaticHandler = (context: StaticContext, folded?: FoldedHeaders) => Response;

/** A file, perhaps with what is kept of it. */
type ServedFile = Pick<FoundFile, "kind" | "place" | "sizeBytes" | "modifiedMs"> &
  Partial<Pick<KeptFile, "content" | "heads">>;

/** What answers are made from. */
interface Scope {
  readonly settings: StaticSettings;
  readonly find: (path: string) => Found<ServedFile>;
  readonly folded: FoldedHeaders | undefined;
}

/**
 * Makes what answers with the files of a directory: GET, and HEAD by it.
 *
 * @param embedded the files themselves, where an executable has them
 */
export function createStaticHandler(settings: StaticSettings, embedded?: EmbeddedDirectory): StaticHandler {
  const find = embedded === undefined ? finderOf(settings) : createEmbeddedFinder(embedded);
  return (context, folded) => {
    const scope = { settings, find, folded };
    const path = (context.params as { readonly "*"?: string })["*"] ?? "";
    if (path === "" || path.endsWith("/")) return answerIndex(path, context, scope);
    const found = find(path);
    if (found?.kind === "file") return answerFile(found, path, context.request, scope);
    if (found?.kind === "directory") return answerDirectory(path, context, scope);
    return answerMissing(context, scope);
  };
}

function finderOf({ directory, dotfiles, memory }: StaticSettings): Scope["find"] {
  if (memory === undefined) return (path) => findFile(directory, path, dotfiles);
  const kept = new KeptFiles(directory, dotfiles, memory);
  return (path) => kept.find(path);
}

/** @param path of a directory, empty or with a slash at its end */
const indexOf = (path: string, { settings: { index } }: Scope): string | undefined =>
  index === undefined ? undefined : `${path}${index}`;

/** A directory is answered by its index. */
function answerIndex(path: string, context: StaticContext, scope: Scope): Response {
  const file = indexOf(path, scope);
  const found = file === undefined ? undefined : scope.find(file);
  if (file === undefined || found?.kind !== "file") return answerMissing(context, scope);
  return answerFile(found, file, context.request, scope);
}

/** The path of a directory ends with a slash: relative links of its index are read against that. */
function answerDirectory(path: string, context: StaticContext, scope: Scope): Response {
  const file = indexOf(`${path}/`, scope);
  if (file === undefined || scope.find(file)?.kind !== "file") return answerMissing(context, scope);
  const { path: sent, query } = splitTarget(context.request.url);
  const location = `${sent}/${query === "" ? "" : `?${query}`}`;
  return fillHeaders(new Response(null, { status: 301, headers: { location } }), scope.folded);
}

/** @throws {HttpError} 404 */
function answerMissing({ request, path }: StaticContext, scope: Scope): Response {
  const { fallback } = scope.settings;
  // A missing script must not be a page: its reader would look for the mistake in there.
  if (fallback !== undefined && isNavigation(request)) {
    const found = scope.find(fallback);
    if (found?.kind === "file") return answerFile(found, fallback, request, scope);
  }
  throw appError("not_found", quote(path));
}

const isNavigation = ({ headers }: Request): boolean =>
  /(?:^|[,\s])(?:text\/html|application\/xhtml\+xml)(?:[\s;,]|$)/i.test(headers.get("accept") ?? "");

/** A file as it is sent: perhaps that of a compressed sibling. */
interface Chosen {
  readonly file: ServedFile;
  readonly coding: Coding | undefined;
}

/** @throws {HttpError} 412, 416 */
function answerFile(found: ServedFile, path: string, request: Request, scope: Scope): Response {
  const chosen = scope.settings.isPrecompressed
    ? chooseSibling(found, path, request, scope)
    : { file: found, coding: undefined };
  const head = headOf(chosen, path, scope);
  if (isPreconditionFailed(request, head.own)) throw declaredError("precondition_failed");
  if (isNotModified(request, head.own)) return new Response(null, head.unchanged);
  const field = request.headers.get("range");
  return field === null || !isRangeCurrent(request, head.own)
    ? answerWhole(chosen.file, head, field)
    : answerRange(chosen.file, head, field);
}

/** Made once for a file that is kept. */
function headOf({ file, coding }: Chosen, path: string, { settings, folded }: Scope): FileHead {
  const known = file.heads?.get(coding);
  if (known !== undefined && known.folded === folded) return known;
  const { sizeBytes, modifiedMs } = file;
  const head = new FileHead({ path, sizeBytes, modifiedMs, coding }, settings, folded);
  file.heads?.set(coding, head);
  return head;
}

function answerWhole(
  { place, content }: ServedFile,
  { type, whole }: FileHead,
  range: string | null,
): Response {
  if (content !== undefined) return new Response(content, whole);
  const file = Bun.file(place, { type });
  // Bun reads the Range field for a file by itself; what is decided here counts.
  return new Response(range === null ? file : file.stream(), whole);
}

/** @throws {HttpError} 416 */
function answerRange(file: ServedFile, head: FileHead, field: string): Response {
  const { sizeBytes } = file;
  const range = readRange(field, sizeBytes);
  if (range === "whole") return answerWhole(file, head, field);
  if (range === "unsatisfiable")
    throw declaredError("range_not_satisfiable", String(sizeBytes), {
      headers: { "content-range": `bytes */${sizeBytes}` },
    });
  const { first, last } = range;
  return new Response(partOf(file, head, range), head.partial(`bytes ${first}-${last}/${sizeBytes}`));
}

const partOf = ({ place, content }: ServedFile, { type }: FileHead, { first, last }: ByteRange): Blob =>
  (content ?? Bun.file(place, { type })).slice(first, last + 1);

const siblings: Readonly<Record<Coding, string>> = { br: ".br", zstd: ".zst", gzip: ".gz" };

/** The best compressed sibling that the client takes, among those that are there. */
function chooseSibling(found: ServedFile, path: string, { headers }: Request, { find }: Scope): Chosen {
  let offered: readonly Coding[] = ["br", "zstd", "gzip"];
  const field = headers.get("accept-encoding");
  while (offered.length > 0) {
    const { coding } = chooseCoding(field, offered);
    if (coding === "identity") break;
    const file = find(`${path}${siblings[coding]}`);
    // One that is older than what it stands for was forgotten.
    if (file?.kind === "file" && file.modifiedMs >= found.modifiedMs) return { file, coding };
    offered = offered.filter((other) => other !== coding);
  }
  return { file: found, coding: undefined };
}
