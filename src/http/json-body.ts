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
  const contentType = request.headers.get("content-type");
  if (contentType !== "application/json" && !isJsonType(mediaType(contentType)))
    refuseType(accepted, contentType);
  if (length === undefined) return readUndeclaredJson(request, limitBytes, limitDepth);
  refuseOver(limitBytes, length);
  const value = request.json().catch(malformedJson);
  if (limitDepth === undefined || length < shortestDeeperThan(limitDepth)) return value;
  return value.then((parsed: unknown) => checkDepth(parsed, limitDepth));
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

function malformedJson(error: unknown): never {
  if (!(error instanceof SyntaxError)) refuseIncomplete(error);
  throw declaredError("malformed_json", error.message.replace(/^JSON Parse error: /, ""));
}
