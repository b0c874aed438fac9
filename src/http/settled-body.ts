/** What reads a body. Streams of a Response may hold text as well as bytes. */
export interface Chunks {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | string | undefined }>;
  cancel(reason?: unknown): Promise<void>;
}

/**
 * The content of an answer that has all of it already: text, bytes, JSON, a Blob, a file that is read at once. Undefined for
 * a stream, which has to be waited for, and for what is longer than the limit.
 *
 * A Response does not tell what its body is. But a body in memory is read without the event loop turning; so what is not
 * there by the loop's next turn is a stream. A clone is read, and the answer keeps what it has: a file its length, its
 * ranges and its way past JavaScript, a stream all of its chunks.
 *
 * @param response with a body that nobody has read
 */
export async function settledBytes(
  response: Response,
  limitBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Chunks | undefined = (response.clone() as Response).body?.getReader();
  if (chunks === undefined) return new Uint8Array();
  const turned = Promise.withResolvers<undefined>();
  const turn = setImmediate(turned.resolve);
  try {
    const bytes = await readUntil(turned.promise, chunks, limitBytes);
    // The rest is the answer's alone. Of a stream this settles when that ends.
    if (bytes === undefined) void chunks.cancel().catch(() => {});
    return bytes;
  } catch {
    // Whoever reads the answer finds the error again.
    return undefined;
  } finally {
    clearImmediate(turn);
  }
}

async function readUntil(
  turned: Promise<undefined>,
  chunks: Chunks,
  limitBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const read: Uint8Array[] = [];
  let lengthBytes = 0;
  for (;;) {
    const next = await Promise.race([chunks.read(), turned]);
    if (next === undefined) return undefined;
    if (next.value === undefined) return Buffer.concat(read, lengthBytes);
    const chunk = bytesOf(next.value);
    read.push(chunk);
    lengthBytes += chunk.byteLength;
    if (lengthBytes > limitBytes) return undefined;
  }
}

/** A chunk as bytes. */
export const bytesOf = (chunk: Uint8Array | string): Uint8Array =>
  typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk;

/** Whether an answer has a body that can be read. */
export const isReadable = ({ body, bodyUsed }: Response): boolean =>
  body !== null && !bodyUsed && !body.locked;
