import { HttpError, declaredError } from "./http-error.ts";

/** The size that a request declares, in bytes; undefined where it is only known once the body is read. */
export function declaredLength(request: Request): number | undefined {
  const length = request.headers.get("content-length");
  return length === null ? undefined : Number(length);
}

/** @throws {HttpError} 413 `body_too_large` */
export function refuseOver(limitBytes: number, lengthBytes: number): void {
  // Closing ends an upload that nobody is going to read.
  if (lengthBytes > limitBytes) {
    throw declaredError("body_too_large", String(limitBytes), { headers: { connection: "close" } });
  }
}

/**
 * A body chunk by chunk, no more than so many bytes of it. What is declared is decided before anything is read.
 *
 * @throws {HttpError} 413 `body_too_large`
 */
export async function* readChunks(
  request: Request,
  limitBytes: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  refuseOver(limitBytes, declaredLength(request) ?? 0);
  if (request.body === null) return;
  const chunks = request.body.getReader();
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await chunks.read().catch(refuseIncomplete);
      if (done) return;
      length += value.length;
      refuseOver(limitBytes, length);
      yield value;
    }
  } finally {
    // Nobody is going to read the rest, if there is one.
    void chunks.cancel().catch(() => {});
  }
}

/**
 * For what a body rejects with while it is read: the client went away.
 *
 * @throws {HttpError} 400 `incomplete_body`; the cause itself where a limit ended the body
 */
export function refuseIncomplete(cause: unknown): never {
  if (cause instanceof HttpError) throw cause;
  throw declaredError("incomplete_body", "", { cause });
}

/**
 * A whole body.
 *
 * @throws {HttpError} 413 `body_too_large`
 */
export async function readBytes(request: Request, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const length = declaredLength(request);
  if (length !== undefined) {
    refuseOver(limitBytes, length);
    return (request.bytes() as Promise<Uint8Array<ArrayBuffer>>).catch(refuseIncomplete);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of readChunks(request, limitBytes)) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

/** Reads chunks of bytes, one after the other; the last is undefined. */
export interface ChunkReader {
  read(): Promise<{ readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}

/**
 * A body as a stream that fails with the 413 beyond its limit. Cancelling it cancels the upload.
 *
 * @throws {HttpError} 413 `body_too_large` where the declared length says so already
 */
export function readStream(request: Request, limitBytes: number): ReadableStream<Uint8Array> {
  refuseOver(limitBytes, declaredLength(request) ?? 0);
  return limitStream(() => request.body, limitBytes);
}

/** The same for any stream of bytes, which is not locked before it is read. */
export function limitStream(
  open: () => ReadableStream<Uint8Array> | null,
  limitBytes: number,
): ReadableStream<Uint8Array> {
  let chunks: ChunkReader | undefined;
  let length = 0;
  const cancel = async (): Promise<void> => (chunks ?? open())?.cancel().catch(() => {});
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        chunks ??= open()?.getReader();
        const { value } = (await chunks?.read().catch(refuseIncomplete)) ?? {};
        if (value === undefined) return controller.close();
        length += value.length;
        if (length > limitBytes) void cancel();
        refuseOver(limitBytes, length);
        controller.enqueue(value);
      },
      // Now, also where a chunk is waited for: a client may be slow to send it.
      cancel,
    },
    // Nothing is read before it is asked for.
    { highWaterMark: 0 },
  );
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
