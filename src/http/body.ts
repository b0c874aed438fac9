import { declaredError, quote } from "./http-error.ts";
import { checkDepth, shortestDeeperThan } from "./json-depth.ts";

/**
 * The media type of a Content-Type field: type and subtype in lower case, without parameters; undefined where there is
 * none or it is malformed (RFC 9110 §8.3.1). Every part of Bunsen that asks for a content type asks this function.
 */
export function mediaType(contentType: string | null): string | undefined {
  if (contentType === null) return undefined;
  return mediaTypePattern.exec(contentType)?.[1]?.toLowerCase();
}

const mediaTypePattern = /^[ \t]*([\w!#$&^.+-]+\/[\w!#$&^.+-]+)[ \t]*(?:;[^]*)?$/;

const isJson = (type: string | undefined): boolean =>
  type === "application/json" ||
  (type !== undefined && type.startsWith("application/") && type.endsWith("+json"));

/**
 * Reads a JSON body. The size is decided from Content-Length before anything is read, and while reading where there is
 * none.
 *
 * @param limitBytes largest accepted body
 * @param limitDepth deepest accepted body; undefined where its schema bounds that
 * @throws {HttpError} 415 `unsupported_media_type`, 413 `body_too_large`, 400 `missing_body`, `malformed_json` or
 *   `body_too_deep`
 */
export function readJson(request: Request, limitBytes: number, limitDepth?: number): Promise<unknown> {
  const length = declaredLength(request);
  if (length === 0 || (length === undefined && request.body === null)) throw declaredError("missing_body");
  checkJsonType(request.headers.get("content-type"));
  if (length === undefined) return readUndeclaredJson(request, limitBytes, limitDepth);
  refuseOver(limitBytes, length);
  const value = request.json().catch(malformedJson);
  if (limitDepth === undefined || length < shortestDeeperThan(limitDepth)) return value;
  return value.then((parsed: unknown) => checkDepth(parsed, limitDepth));
}

function checkJsonType(contentType: string | null): void {
  if (contentType === "application/json" || isJson(mediaType(contentType))) return;
  throw declaredError(
    "unsupported_media_type",
    contentType === null ? "a body without a type" : quote(contentType),
  );
}

async function readUndeclaredJson(
  request: Request,
  limitBytes: number,
  limitDepth: number | undefined,
): Promise<unknown> {
  const bytes = await readBytes(request, limitBytes);
  if (bytes.length === 0) throw declaredError("missing_body");
  const value: unknown = await new Response(bytes).json().catch(malformedJson);
  return limitDepth === undefined ? value : checkDepth(value, limitDepth);
}

/**
 * Decides the size of a body that no schema reads, before the handler runs. A body without Content-Length is read
 * whole, and the handler gets a request that holds it; otherwise it gets the request it was sent.
 *
 * @throws {HttpError} 413 `body_too_large`
 */
export async function limitBody(request: Request, limitBytes: number): Promise<Request> {
  const length = declaredLength(request);
  if (length !== undefined) {
    refuseOver(limitBytes, length);
    return request;
  }
  if (request.body === null) return request;
  return new Request(request, { body: await readBytes(request, limitBytes) });
}

function declaredLength(request: Request): number | undefined {
  const length = request.headers.get("content-length");
  return length === null ? undefined : Number(length);
}

function refuseOver(limitBytes: number, lengthBytes: number): void {
  // Closing ends an upload that nobody is going to read.
  if (lengthBytes > limitBytes) {
    throw declaredError("body_too_large", String(limitBytes), { headers: { connection: "close" } });
  }
}

async function readBytes(request: Request, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    refuseOver(limitBytes, length);
    chunks.push(chunk);
  }
  return concat(chunks, length);
}

function concat(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

function malformedJson(error: unknown): never {
  // The client went away or the connection broke: not a fault of the text.
  if (!(error instanceof SyntaxError)) throw error;
  throw declaredError("malformed_json", error.message.replace(/^JSON Parse error: /, ""));
}
