import type { BusboyFileStream } from "@fastify/busboy";
import type { ChunkReader } from "./body.ts";
import { declaredError } from "./http-error.ts";
import { type PartLimits, parseParts } from "./multipart.ts";
import { type ParsedPart, PartQueue } from "./part-queue.ts";

/** A part of a multipart form, while it arrives. */
export interface FormPart {
  readonly name: string;
  /** Undefined for a field. What the client calls it, without folders; empty where nothing was chosen. */
  readonly fileName: string | undefined;
  /** What the client says it is; `text/plain` where it says nothing. */
  readonly type: string;
  /** Its bytes, as they arrive. To be read before the next part is asked for, which skips what is left. */
  readonly stream: ReadableStream<Uint8Array>;
  /**
   * All of it as text, no longer than the limit of a field.
   *
   * @throws {HttpError} 413 `field_too_large`
   */
  text(): Promise<string>;
}

/** Bounds of a form that is read part by part. */
export interface FormPartLimits extends PartLimits {
  /** Longest file. */
  readonly limitFileBytes: number;
}

/**
 * The parts of a multipart form in their order, each while it arrives: the body is read no faster than they are. What is
 * left of a part is skipped when the next one is asked for; leaving the loop cancels the upload.
 *
 * @throws {HttpError} 400 `malformed_form` or `incomplete_body`, 413 `body_too_large`, `too_many_fields` or
 * `field_too_large`
 */
export async function* readFormParts(
  contentType: string,
  body: ReadableStream<Uint8Array>,
  limits: FormPartLimits,
): AsyncGenerator<FormPart, void, undefined> {
  const chunks: ChunkReader = body.getReader();
  const queue = new PartQueue();
  parseParts(contentType, chunksOf(chunks), limits, {
    field: (name, content, type) => queue.push({ name, fileName: undefined, type, content }),
    file: (name, content, fileName = "", type) => queue.push({ name, fileName, type, content }),
    whenWanted: () => queue.whenWanted(),
  }).then(
    () => queue.end(),
    (error: unknown) => queue.fail(error),
  );
  try {
    for (let parsed = await queue.take(); parsed !== undefined; parsed = await queue.take()) {
      const content = contentOf(parsed, queue, limits);
      yield partOf(parsed, content, limits);
      while ((await content()) !== undefined);
    }
  } finally {
    void chunks.cancel().catch(() => {});
  }
}

async function* chunksOf(reader: ChunkReader): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const { value } = await reader.read();
      if (value === undefined) return;
      yield value;
    }
  } finally {
    void reader.cancel().catch(() => {});
  }
}

/** Gives the next bytes of a part; undefined at its end. */
type NextBytes = () => Promise<Uint8Array | undefined>;

function contentOf({ content }: ParsedPart, queue: PartQueue, { limitFileBytes }: FormPartLimits): NextBytes {
  if (typeof content === "string") {
    const bytes = [new TextEncoder().encode(content)];
    return async () => bytes.pop();
  }
  let length = 0;
  return async () => {
    const bytes = await readBytes(content, queue);
    length += bytes?.length ?? 0;
    if (length > limitFileBytes) throw declaredError("field_too_large", String(limitFileBytes));
    return bytes;
  };
}

/** Reads by hand: a stream that is left before its end would be destroyed, and the parser waits for the end. */
async function readBytes(stream: BusboyFileStream, queue: PartQueue): Promise<Uint8Array | undefined> {
  for (;;) {
    const bytes = stream.read() as Uint8Array | null;
    if (bytes !== null) return bytes;
    if (stream.readableEnded) return undefined;
    await queue.orFailure(nextEvent(stream));
  }
}

function nextEvent(stream: BusboyFileStream): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const events = ["readable", "end", "close"] as const;
  for (const event of events) stream.once(event, resolve);
  return promise.finally(() => {
    for (const event of events) stream.off(event, resolve);
  });
}

function partOf(
  { name, fileName, type }: ParsedPart,
  content: NextBytes,
  { limitFieldBytes }: FormPartLimits,
): FormPart {
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const bytes = await content();
        if (bytes === undefined) controller.close();
        else controller.enqueue(bytes);
      },
    },
    { highWaterMark: 0 },
  );
  return { name, fileName, type, stream, text: () => readText(content, limitFieldBytes) };
}

async function readText(content: NextBytes, limitBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let bytes = await content(); bytes !== undefined; bytes = await content()) {
    length += bytes.length;
    if (length > limitBytes) throw declaredError("field_too_large", String(limitBytes));
    chunks.push(bytes);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
