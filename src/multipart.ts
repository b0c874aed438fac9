/**
 * Multipart forms part by part, for uploads that are too large for memory.
 *
 * @example
 * ```ts
 * import { readParts, savePart } from "bunsen/multipart";
 *
 * app().post("/videos", { bodyType: "stream", bodyLimitBytes: 2_000_000_000 }, async (c) => {
 *   for await (const part of readParts(c)) {
 *     if (part.name === "video") await savePart(part, "video.mp4", { types: ["video/mp4"] });
 *   }
 *   return c.reply(201);
 * });
 * ```
 * @module
 */
import { defaultFormFieldBytes, defaultFormFields } from "./define/app-options.ts";
import { limitStream, readStream } from "./http/body.ts";
import { mediaType, refuseType } from "./http/media-type.ts";
import { type FormPart, readFormParts } from "./http/part-reader.ts";

export type { FormPart } from "./http/part-reader.ts";
export type { PartRules } from "./http/part-rules.ts";
export { type SavePartOptions, type SavedPart, savePart } from "./http/saved-part.ts";
export { type UploadPartOptions, type UploadedPart, uploadPart } from "./http/uploaded-part.ts";

/** Bounds of a form that is read part by part. The route's `bodyLimitBytes` holds as well. */
export interface ReadPartsLimits {
  /** Most parts, fields and files together. Default 1,000. */
  readonly parts?: number;
  /** Longest text of a field, and of what `text()` reads. Default 65,536. */
  readonly fieldBytes?: number;
  /** Longest file. Default: what the whole form may have. */
  readonly fileBytes?: number;
  /** The whole form. Default: what the route accepts. */
  readonly totalBytes?: number;
}

/** A request, or the context of a handler. */
export type PartSource = Request | { readonly request: Request; readonly body?: unknown };

/**
 * The parts of a multipart form in their order, each while it arrives: the body is read no faster than they are. What is
 * left of a part is skipped when the next one is asked for; leaving the loop cancels the upload.
 *
 * @throws {HttpError} 415 `unsupported_media_type`, 400 `malformed_form` or `incomplete_body`, 413 `body_too_large`,
 * `too_many_fields` or `field_too_large`
 * @throws {RangeError} for a limit that is no whole number
 */
export function readParts(source: PartSource, limits: ReadPartsLimits = {}): AsyncGenerator<FormPart> {
  const request = source instanceof Request ? source : source.request;
  const contentType = request.headers.get("content-type");
  if (mediaType(contentType) !== "multipart/form-data") refuseType("multipart/form-data", contentType);
  const totalBytes = limitOf(limits, "totalBytes", Number.MAX_SAFE_INTEGER);
  return readFormParts(contentType ?? "", streamOf(source, totalBytes), {
    limitFields: limitOf(limits, "parts", defaultFormFields),
    limitFieldBytes: limitOf(limits, "fieldBytes", defaultFormFieldBytes),
    limitFileBytes: limitOf(limits, "fileBytes", totalBytes),
  });
}

/** The stream that a route gives its handler has the route's limit already. */
function streamOf(source: PartSource, limitBytes: number): ReadableStream<Uint8Array> {
  if (source instanceof Request) return readStream(source, limitBytes);
  const { request, body } = source;
  if (!(body instanceof ReadableStream)) return readStream(request, limitBytes);
  return limitStream(() => body as ReadableStream<Uint8Array>, limitBytes);
}

function limitOf(limits: ReadPartsLimits, name: keyof ReadPartsLimits, otherwise: number): number {
  const limit = limits[name] ?? otherwise;
  if (Number.isSafeInteger(limit) && limit >= 0) return limit;
  throw new RangeError(`${name} must be a whole number, not ${String(limit)}.`);
}
