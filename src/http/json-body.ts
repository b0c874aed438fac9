import { declaredLength, readBytes, refuseIncomplete, refuseOver } from "./body.ts";
import { declaredError } from "./http-error.ts";
import { isJsonType, mediaType, refuseType } from "./media-type.ts";

/**
 * Reads a JSON body. The size is decided from Content-Length before anything is read, and while reading where there is
 * none.
 *
 * @param limitBytes largest accepted body
 * @param accepted the media types that the route reads, for the sentence of a 415
 * @throws {HttpError} 415 `unsupported_media_type`, 413 `body_too_large`, 400 `missing_body` or `malformed_json`
 */
export function readJson(
  request: Request,
  limitBytes: number,
  accepted = "application/json",
): Promise<unknown> {
  const length = declaredLength(request);
  if (length === 0 || (length === undefined && request.body === null)) throw declaredError("missing_body");
  const contentType = request.headers.get("content-type");
  if (contentType !== "application/json" && !isJsonType(mediaType(contentType)))
    refuseType(accepted, contentType);
  if (length === undefined) return readUndeclaredJson(request, limitBytes);
  refuseOver(limitBytes, length);
  return request.json().catch(malformedJson);
}

async function readUndeclaredJson(request: Request, limitBytes: number): Promise<unknown> {
  const bytes = await readBytes(request, limitBytes);
  if (bytes.length === 0) throw declaredError("missing_body");
  return new Response(bytes).json().catch(malformedJson);
}

function malformedJson(error: unknown): never {
  if (!(error instanceof SyntaxError)) refuseIncomplete(error);
  throw declaredError("malformed_json", error.message.replace(/^JSON Parse error: /, ""));
}
