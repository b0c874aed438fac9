import type { FormPart } from "./part-reader.ts";
import { type PartRules, checkedBytes } from "./part-rules.ts";

/** What a file that is sent on to S3 may be, and how it is sent. */
export interface UploadPartOptions extends PartRules {
  /** Size of the parts that an S3 upload consists of: that much is held in memory. 5 MiB to 5 GiB. Default 5 MiB. */
  readonly partBytes?: number;
}

/** A file that was sent on. */
export interface UploadedPart {
  /** Of the object. */
  readonly key: string;
  readonly bytes: number;
  /** Of the object as well: what the client says where `types` were given, else `application/octet-stream`. */
  readonly type: string;
}

/**
 * Sends a part on to S3 while it arrives, no faster than S3 takes it. The object is there when all of it is; one of the same
 * key is replaced then. What is shorter than `partBytes` is one request; longer files are a multipart upload, which is aborted
 * whatever goes wrong: a type or size that is not taken, a client that goes away, an error of S3.
 *
 * @param object of Bun's client: `s3.file("avatars/7")`; its key never of what the client calls the file
 * @throws {HttpError} 415 `unsupported_media_type`, 413 `field_too_large`, and what reading the form throws
 * @throws {Error} what S3 answers
 * @example
 * ```ts
 * await uploadPart(part, s3.file(`avatars/${user.id}`), { types: ["image/*"], limitBytes: 5_000_000 });
 * ```
 */
export async function uploadPart(
  part: FormPart,
  object: Bun.S3File,
  options: UploadPartOptions = {},
): Promise<UploadedPart> {
  const { partBytes = smallestPart, types } = options;
  if (!Number.isSafeInteger(partBytes) || partBytes < smallestPart || partBytes > largestPart)
    throw new RangeError(`partBytes must be ${smallestPart} to ${largestPart}, not ${String(partBytes)}.`);
  const type = types === undefined ? "application/octet-stream" : part.type;
  const source = new Source(checkedBytes(part, options));
  // A writer of Bun's takes all that it is given at once, and finishes the object also where it is ended by an error. A
  // stream is read as S3 takes it, and its error aborts the upload.
  await object.write(new Response(source.stream), { type, partSize: partBytes, queueSize: 1 });
  return { key: object.name ?? "", bytes: source.bytes, type };
}

const mebibyte = 1024 * 1024;
/** What S3 asks of parts but the last. */
const smallestPart = 5 * mebibyte;
const largestPart = 5 * 1024 * mebibyte;

/** A content as Bun reads it, and how much there was. */
class Source {
  readonly stream: ReadableStream<Uint8Array>;
  bytes = 0;

  constructor(content: AsyncGenerator<Uint8Array>) {
    this.stream = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => this.#pull(content, controller),
        async cancel() {
          await content.return(undefined);
        },
      },
      { highWaterMark: 0 },
    );
  }

  async #pull(
    content: AsyncGenerator<Uint8Array>,
    controller: ReadableStreamDefaultController<Uint8Array>,
  ): Promise<void> {
    try {
      const { done, value } = await content.next();
      if (done === true) return controller.close();
      this.bytes += value.byteLength;
      controller.enqueue(value);
    } catch (error) {
      controller.error(error);
    }
  }
}
