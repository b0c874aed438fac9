import { posix } from "node:path";
import type { Coding } from "../http/accept-encoding.ts";
import { type FoldedHeaders, fillHeaders } from "./folded-headers.ts";

/** What is said of files in header fields. */
export interface FileFields {
  /** Whether `site.css.br` stands for `site.css`. */
  readonly isPrecompressed: boolean;
  /** The Cache-Control field by the path of a file. */
  readonly cacheControlOf: (path: string) => string | undefined;
  /** Whether a file is saved rather than shown. */
  readonly isDownload: (path: string) => boolean;
}

/** What is sent for a path: its own file, or that of a compressed sibling. */
export interface SentFile {
  /** That was asked for. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly coding: Coding | undefined;
}

/** The header fields of the answers with a file. They are shared: a Response copies them. */
export class FileHead {
  readonly type: string;
  /** Those of the file alone, which conditions are decided by. */
  readonly own: Headers;
  readonly folded: FoldedHeaders | undefined;
  /** Of a 200, with the constant fields of the route. */
  readonly whole: { readonly headers: Headers };
  #unchanged: { readonly status: 304; readonly headers: Headers } | undefined;

  constructor(sent: SentFile, fields: FileFields, folded: FoldedHeaders | undefined) {
    this.type = Bun.file(sent.path).type;
    this.own = headersOf(sent, this.type, fields);
    this.folded = folded;
    this.whole = { headers: filled(this.own, folded) };
  }

  /** Of a 304 (RFC 9110 §15.4.5): without what describes a content that is not sent. */
  get unchanged(): { readonly status: 304; readonly headers: Headers } {
    return (this.#unchanged ??= { status: 304, headers: filled(withoutContent(this.own), this.folded) });
  }

  /** Of a 206 with some of the bytes. */
  partial(contentRange: string): { readonly status: 206; readonly headers: Headers } {
    const headers = new Headers(this.whole.headers);
    headers.set("content-range", contentRange);
    return { status: 206, headers };
  }
}

const filled = (headers: Headers, folded: FoldedHeaders | undefined): Headers =>
  folded === undefined ? headers : fillHeaders(new Response(null, { headers }), folded).headers;

function headersOf(
  { path, sizeBytes, modifiedMs, coding }: SentFile,
  type: string,
  fields: FileFields,
): Headers {
  const seconds = Math.floor(modifiedMs / 1000);
  const headers = new Headers({
    "content-type": type,
    "last-modified": new Date(seconds * 1000).toUTCString(),
    // Weak, as two changes can fall into one tick of the clock that files are stamped by.
    etag: `W/"${sizeBytes.toString(16)}-${Math.floor(modifiedMs).toString(16)}${coding === undefined ? "" : `-${coding}`}"`,
    "accept-ranges": "bytes",
  });
  const cacheControl = fields.cacheControlOf(path);
  if (cacheControl !== undefined) headers.set("cache-control", cacheControl);
  if (fields.isPrecompressed) headers.set("vary", "accept-encoding");
  if (coding !== undefined) headers.set("content-encoding", coding);
  const disposition = dispositionOf(path, type, fields);
  if (disposition !== undefined) headers.set("content-disposition", disposition);
  return headers;
}

/** RFC 6266. Bun names some files by itself, and a compressed one by its own name; a field that is there it leaves. */
function dispositionOf(path: string, type: string, { isDownload }: FileFields): string | undefined {
  if (isDownload(path)) return `attachment; filename*=UTF-8''${encodeName(posix.basename(path))}`;
  return /^(?:text|image|font|audio|video)\//.test(type) ? undefined : "inline";
}

/** RFC 8187 §3.2.1 */
const encodeName = (name: string): string =>
  encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );

function withoutContent(own: Headers): Headers {
  const headers = new Headers(own);
  for (const name of ["content-type", "content-disposition", "content-encoding", "accept-ranges"])
    headers.delete(name);
  return headers;
}
