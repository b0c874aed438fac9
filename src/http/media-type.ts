import { declaredError, quote } from "./http-error.ts";

/**
 * The media type of a Content-Type field: type and subtype in lower case, without parameters; undefined where there is
 * none or it is malformed (RFC 9110 §8.3.1). Every part of Bunsen that asks for a content type asks this function.
 */
export function mediaType(contentType: string | null): string | undefined {
  if (contentType === null) return undefined;
  return mediaTypePattern.exec(contentType)?.[1]?.toLowerCase();
}

const mediaTypePattern = /^[ \t]*([\w!#$&^.+-]+\/[\w!#$&^.+-]+)[ \t]*(?:;[^]*)?$/;

export const isJsonType = (type: string | undefined): boolean =>
  type === "application/json" ||
  (type !== undefined && type.startsWith("application/") && type.endsWith("+json"));

/** @throws {HttpError} 415 `unsupported_media_type` that names what the route reads */
export function refuseType(accepted: string, contentType: string | null): never {
  const received = contentType === null ? "a body without a type" : quote(contentType);
  throw declaredError("unsupported_media_type", `${accepted}, not ${received}`);
}
