import { posix } from "node:path";
import { type Coding, chooseCoding } from "../http/accept-encoding.ts";
import { type ByteRange, readRange } from "../http/byte-range.ts";
import { isNotModified, isPreconditionFailed, isRangeCurrent } from "../http/conditional.ts";
import { declaredError, quote } from "../http/http-error.ts";
import { splitTarget } from "../http/target.ts";
import { type FoundFile, type ServedDotfiles, findFile } from "./found-file.ts";

/** How a directory is served. */
export interface StaticSettings {
  readonly directory: string;
  /** What answers for a directory; undefined for nothing. */
  readonly index: string | undefined;
  /** What answers a page that is not there; undefined for a 404. */
  readonly fallback: string | undefined;
  readonly dotfiles: ServedDotfiles;
  /** Whether `site.css.br` stands for `site.css`. */
  readonly isPrecompressed: boolean;
  /** The Cache-Control field by the path of a file. */
  readonly cacheControlOf: (path: string) => string | undefined;
  /** Whether a file is saved rather than shown. */
  readonly isDownload: (path: string) => boolean;
}

/** What is known of a request. */
interface StaticContext {
  readonly request: Request;
  /** The canonical path, decoded. */
  readonly path: string;
  /** With the decoded rest of the path as `*`. */
  readonly params: unknown;
}

/** Makes what answers with the files of a directory: GET, and HEAD by it. */
export function createStaticHandler(settings: StaticSettings): (context: StaticContext) => Response {
  return (context) => {
    const { request, params } = context;
    const path = (params as { readonly "*"?: string })["*"] ?? "";
    const found = findFile(settings.directory, path, settings.dotfiles);
    if (found?.kind === "file") return answerFile(found, path, request, settings);
    if (found?.kind === "directory") return answerDirectory(path, context, settings);
    return answerMissing(context, settings);
  };
}

/** A directory is answered by its index, under a path that ends with a slash: relative links are read against that. */
function answerDirectory(path: string, context: StaticContext, settings: StaticSettings): Response {
  const { request } = context;
  const { directory, index, dotfiles } = settings;
  const file = index === undefined ? undefined : posix.join(path, index);
  const found = file === undefined ? undefined : findFile(directory, file, dotfiles);
  if (file === undefined || found?.kind !== "file") return answerMissing(context, settings);
  if (path === "" || path.endsWith("/")) return answerFile(found, file, request, settings);
  const { path: sent, query } = splitTarget(request.url);
  return new Response(null, {
    status: 301,
    headers: { location: `${sent}/${query === "" ? "" : `?${query}`}` },
  });
}

/** @throws {HttpError} 404 */
function answerMissing({ request, path }: StaticContext, settings: StaticSettings): Response {
  const { fallback, directory, dotfiles } = settings;
  // A missing script must not be a page: its reader would look for the mistake in there.
  if (fallback !== undefined && isNavigation(request)) {
    const found = findFile(directory, fallback, dotfiles);
    if (found?.kind === "file") return answerFile(found, fallback, request, settings);
  }
  throw declaredError("not_found", quote(path));
}

const isNavigation = ({ headers }: Request): boolean =>
  /(?:^|[,\s])(?:text\/html|application\/xhtml\+xml)(?:[\s;,]|$)/i.test(headers.get("accept") ?? "");

/** A file as it is sent: perhaps that of a compressed sibling. */
interface Chosen {
  readonly file: FoundFile;
  readonly coding: Coding | undefined;
}

/** @throws {HttpError} 412, 416 */
function answerFile(found: FoundFile, path: string, request: Request, settings: StaticSettings): Response {
  const chosen = settings.isPrecompressed
    ? chooseSibling(found, path, request, settings)
    : { file: found, coding: undefined };
  const { place, sizeBytes } = chosen.file;
  const type = Bun.file(path).type;
  const headers = headersOf(chosen, path, type, settings);
  if (isPreconditionFailed(request, headers)) throw declaredError("precondition_failed");
  if (isNotModified(request, headers))
    return new Response(null, { status: 304, headers: withoutContent(headers) });
  const file = Bun.file(place, { type });
  const field = request.headers.get("range");
  const range = field !== null && isRangeCurrent(request, headers) ? readRange(field, sizeBytes) : "whole";
  if (range === "unsatisfiable")
    throw declaredError("range_not_satisfiable", String(sizeBytes), {
      headers: { "content-range": `bytes */${sizeBytes}` },
    });
  if (range !== "whole") return answerRange(file, range, sizeBytes, headers);
  // Bun reads the Range field for a file by itself; what is decided here counts.
  return new Response(field === null ? file : file.stream(), { headers });
}

function answerRange(
  file: Bun.BunFile,
  { first, last }: ByteRange,
  sizeBytes: number,
  headers: Headers,
): Response {
  headers.set("content-range", `bytes ${first}-${last}/${sizeBytes}`);
  return new Response(file.slice(first, last + 1), { status: 206, headers });
}

const siblings: Readonly<Record<Coding, string>> = { br: ".br", zstd: ".zst", gzip: ".gz" };

/** The best compressed sibling that the client takes, among those that are there. */
function chooseSibling(
  found: FoundFile,
  path: string,
  { headers }: Request,
  { directory, dotfiles }: StaticSettings,
): Chosen {
  let offered: readonly Coding[] = ["br", "zstd", "gzip"];
  while (offered.length > 0) {
    const { coding } = chooseCoding(headers.get("accept-encoding"), offered);
    if (coding === "identity") break;
    const file = findFile(directory, `${path}${siblings[coding]}`, dotfiles);
    // One that is older than what it stands for was forgotten.
    if (file?.kind === "file" && file.modifiedMs >= found.modifiedMs) return { file, coding };
    offered = offered.filter((other) => other !== coding);
  }
  return { file: found, coding: undefined };
}

function headersOf({ file, coding }: Chosen, path: string, type: string, settings: StaticSettings): Headers {
  const { sizeBytes, modifiedMs } = file;
  const seconds = Math.floor(modifiedMs / 1000);
  const headers = new Headers({
    "content-type": type,
    "last-modified": new Date(seconds * 1000).toUTCString(),
    // Weak, as two changes can fall into one tick of the clock that files are stamped by.
    etag: `W/"${sizeBytes.toString(16)}-${Math.floor(modifiedMs).toString(16)}${coding === undefined ? "" : `-${coding}`}"`,
    "accept-ranges": "bytes",
  });
  const cacheControl = settings.cacheControlOf(path);
  if (cacheControl !== undefined) headers.set("cache-control", cacheControl);
  if (settings.isPrecompressed) headers.set("vary", "accept-encoding");
  if (coding !== undefined) headers.set("content-encoding", coding);
  const disposition = dispositionOf(path, type, settings);
  if (disposition !== undefined) headers.set("content-disposition", disposition);
  return headers;
}

/** RFC 6266. Bun names some files by itself, and a compressed one by its own name; a field that is there it leaves. */
function dispositionOf(path: string, type: string, { isDownload }: StaticSettings): string | undefined {
  if (isDownload(path)) return `attachment; filename*=UTF-8''${encodeName(posix.basename(path))}`;
  return /^(?:text|image|font|audio|video)\//.test(type) ? undefined : "inline";
}

/** RFC 8187 §3.2.1 */
const encodeName = (name: string): string =>
  encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** What a 304 has (RFC 9110 §15.4.5): not what describes a content that is not sent. */
function withoutContent(headers: Headers): Headers {
  for (const name of ["content-type", "content-disposition", "content-encoding", "accept-ranges"])
    headers.delete(name);
  return headers;
}
