import { declaredLength, readBytes, refuseIncomplete, refuseOver } from "./body.ts";
import { declaredError } from "./http-error.ts";
import { checkDepth, shortestDeeperThan } from "./json-depth.ts";
import { isJsonType, mediaType, refuseType } from "./media-type.ts";

/**
 * Reads a JSON body. The size is decided from Content-Length before anything is read, and while reading where there is
 * none.
 *
 * @param limitBytes largest accepted body
 * @param limitDepth deepest accepted body; undefined where its schema bounds that
 * @param accepted the media types that the route reads, for the sentence of a 415
 * @throws {HttpError} 415 `unsupported_media_type`, 413 `body_too_large`, 400 `missing_body`, `malformed_json` or
 *   `body_too_deep`
 */
export function readJson(
  request: Request,
  limitBytes: number,
  limitDepth?: number,
  accepted = "application/json",
): Promise<unknown> {
  const length = declaredLength(request);
  if (length === 0 || (length === undefined && request.body === null)) throw declaredError("missing_body");
  checkJsonType(request, accepted);
  if (length === undefined) return readUndeclaredJson(request, limitBytes, limitDepth);
  refuseOver(limitBytes, length);
  const value = request.json().catch(malformedJson);
  if (limitDepth === undefined || length < shortestDeeperThan(limitDepth)) return value;
  return value.then((parsed: unknown) => checkDepth(parsed, limitDepth));
}

/**
 * Reads the bytes of a large JSON body, for another thread to parse: that costs much less than to send what they say.
 *
 * @param leastBytes smallest declared size that is read so
 * @returns undefined for a smaller body and for one of no declared size: read them with {@link readJson}
 * @throws {HttpError} 415 `unsupported_media_type`, 413 `body_too_large`
 */
export async function readLargeJson(
  request: Request,
  limitBytes: number,
  leastBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if ((declaredLength(request) ?? 0) < leastBytes) return undefined;
  checkJsonType(request, "application/json");
  return readBytes(request, limitBytes);
}

/**
 * The value of a JSON body that was read already.
 *
 * @throws {HttpError} 400 `malformed_json` or `body_too_deep`
 */
export async function parseJson(bytes: Uint8Array<ArrayBuffer>, limitDepth?: number): Promise<unknown> {
  const value: unknown = await new Response(bytes).json().catch(malformedJson);
  return limitDepth === undefined ? value : checkDepth(value, limitDepth);
}

function checkJsonType({ headers }: Request, accepted: string): void {
  const contentType = headers.get("content-type");
  if (contentType !== "application/json" && !isJsonType(mediaType(contentType)))
    refuseType(accepted, contentType);
}

async function readUndeclaredJson(
  request: Request,
  limitBytes: number,
  limitDepth: number | undefined,
): Promise<unknown> {
  const bytes = await readBytes(request, limitBytes);
  if (bytes.length === 0) throw declaredError("missing_body");
  return parseJson(bytes, limitDepth);
}

function malformedJson(error: unknown): never {
  if (!(error instanceof SyntaxError)) refuseIncomplete(error);
  throw declaredError("malformed_json", error.message.replace(/^JSON Parse error: /, ""));
}
