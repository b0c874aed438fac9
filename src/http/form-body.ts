import { readBytes } from "./body.ts";
import type { FormReader, FormType, FormValues } from "./form-reader.ts";
import { readFormText } from "./form-text.ts";
import { declaredError } from "./http-error.ts";
import { mediaType, refuseType } from "./media-type.ts";
import { readMultipart } from "./multipart.ts";

/** Whether a request has a form for its body. */
export const isForm = (request: Request, { types }: FormReader): boolean =>
  types.includes(mediaType(request.headers.get("content-type")) as FormType);

/**
 * Reads a form by its media type. Nothing is written to disk: a file is in memory, and gone with the request.
 *
 * @throws {HttpError} 415 `unsupported_media_type`, 413 `body_too_large`, `too_many_fields` or `field_too_large`, 400
 * `malformed_form`
 */
export async function readForm(request: Request, reader: FormReader): Promise<FormValues> {
  const contentType = request.headers.get("content-type");
  const type = mediaType(contentType);
  if (!reader.types.includes(type as FormType)) refuseType(reader.accepted, contentType);
  return type === "multipart/form-data" ? readMultipart(request, reader) : readUrlencoded(request, reader);
}

async function readUrlencoded(request: Request, reader: FormReader): Promise<FormValues> {
  const text = decode(await readBytes(request, reader.limitBytes));
  let fields = text === "" ? 0 : 1;
  for (let at = text.indexOf("&"); at !== -1; at = text.indexOf("&", at + 1)) fields++;
  if (fields > reader.limitFields) throw declaredError("too_many_fields", String(reader.limitFields));
  const values = readFormText(text, reader.names, () =>
    declaredError("malformed_form", "it has an escape that is not part of a UTF-8 character"),
  );
  for (const texts of Object.values(values)) checkLengths(texts, reader);
  return values;
}

/** As it stands (WHATWG URL §5.1): a byte order mark is part of the first name. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw declaredError("malformed_form", "it is not in UTF-8");
  }
}

function checkLengths(texts: string | string[] | undefined, { limitFieldBytes }: FormReader): void {
  for (const text of Array.isArray(texts) ? texts : [texts ?? ""]) {
    if (Buffer.byteLength(text) > limitFieldBytes)
      throw declaredError("field_too_large", String(limitFieldBytes));
  }
}
