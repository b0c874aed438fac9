import { readBytes } from "./body.ts";
import { declaredError } from "./http-error.ts";
import { mediaType, refuseType } from "./media-type.ts";

/**
 * Reads a text body, `text/plain` or any other `text/…`, which must be UTF-8. No body is the empty text.
 *
 * @throws {HttpError} 415 `unsupported_media_type` also for another charset, 413 `body_too_large`, 400 `malformed_text`
 */
export async function readText(request: Request, limitBytes: number): Promise<string> {
  const contentType = request.headers.get("content-type");
  if (!mediaType(contentType)?.startsWith("text/") || !isUtf8(contentType ?? ""))
    refuseType("text in UTF-8", contentType);
  const bytes = await readBytes(request, limitBytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw declaredError("malformed_text");
  }
}

/** ASCII is UTF-8 as well. */
const isUtf8 = (contentType: string): boolean => {
  const charset = /;[ \t]*charset[ \t]*=[ \t]*"?([^";\s]+)/i.exec(contentType)?.[1];
  return charset === undefined || /^(?:utf-?8|us-ascii)$/i.test(charset);
};
