import type { BusboyFileStream } from "@fastify/busboy";
import { readChunks } from "./body.ts";
import type { FormReader, FormValues } from "./form-reader.ts";
import { appendValue } from "./form-text.ts";
import type { ErrorCode } from "./error-catalogue.ts";
import { declaredError } from "./http-error.ts";

/**
 * Reads a multipart form (RFC 7578) as it arrives; what the route does not declare is skipped. A client that goes away
 * ends it, and leaves nothing behind.
 *
 * @throws {HttpError} 413 `body_too_large`, `too_many_fields` or `field_too_large`, 400 `malformed_form`
 */
export async function readMultipart(request: Request, reader: FormReader): Promise<FormValues> {
  const isWanted = (name: string): boolean => reader.names?.has(name) ?? true;
  const parts: [string, string | Promise<File | undefined>][] = [];
  const contentType = request.headers.get("content-type") ?? "";
  await parseParts(contentType, readChunks(request, reader.limitBytes), reader, {
    field(name, text) {
      if (isWanted(name)) parts.push([name, text]);
    },
    file(name, stream, fileName, type) {
      if (!isWanted(name)) return void stream.resume();
      const file = collectFile(stream, fileName, type);
      // Where the parser fails first, nobody waits for the files.
      file.catch(() => {});
      parts.push([name, file]);
    },
  });
  // In the order they came: a long file can be complete after one that follows it.
  const values: FormValues = Object.create(null);
  for (const [name, part] of parts) {
    const value = await part;
    if (value !== undefined) appendValue(values, name, value);
  }
  return values;
}

/** What is done with the parts of a multipart body, in their order. */
export interface PartHandlers {
  field(name: string, text: string, type: string): void;
  /** The parser waits until the stream is read. */
  file(name: string, stream: BusboyFileStream, fileName: string | undefined, type: string): void;
  /** Waited for before more of the body is parsed. */
  whenWanted?(): Promise<void>;
}

/** Bounds of the parts of a multipart body. */
export type PartLimits = Pick<FormReader, "limitFields" | "limitFieldBytes">;

/** Parses a multipart body while it arrives. Resolves when all of it was parsed. */
export async function parseParts(
  contentType: string,
  chunks: AsyncIterable<Uint8Array>,
  limits: PartLimits,
  handlers: PartHandlers,
): Promise<void> {
  const parser = await createParser(contentType, limits);
  const end = Promise.withResolvers<void>();
  const fail = (error: unknown): void => {
    end.reject(error);
    parser.destroy();
  };
  const refuse = (code: ErrorCode, received: string): void => fail(declaredError(code, received, closing));
  parser.on("field", (name, text, _, isTruncated, __, type) => {
    // RFC 7578 §4.2 asks for a name; without one a part stands for nothing.
    if (name === undefined) return;
    if (isTruncated) return refuse("field_too_large", String(limits.limitFieldBytes));
    handlers.field(name, text, type);
  });
  parser.on("file", (name, stream, fileName, _, type) => {
    stream.on("error", fail);
    if (name === undefined) return void stream.resume();
    handlers.file(name, stream, fileName, type);
  });
  parser.on("partsLimit", () => refuse("too_many_fields", String(limits.limitFields)));
  parser.on("error", (error) => refuse("malformed_form", problemOf(error)));
  parser.on("finish", end.resolve);
  writeAll(chunks, parser, handlers).catch(fail);
  await end.promise;
}

/** Ends an upload that nobody is going to read. */
const closing = { headers: { connection: "close" } };

async function createParser(contentType: string, { limitFields, limitFieldBytes }: PartLimits) {
  // Only apps that read multipart bodies load it.
  const { Busboy } = await import("@fastify/busboy");
  try {
    return new Busboy({
      headers: { "content-type": contentType },
      limits: { parts: limitFields, fieldSize: limitFieldBytes, headerPairs: 32, headerSize: 16_384 },
    });
  } catch (error) {
    throw declaredError("malformed_form", problemOf(error), closing);
  }
}

async function writeAll(
  chunks: AsyncIterable<Uint8Array>,
  parser: Awaited<ReturnType<typeof createParser>>,
  handlers: PartHandlers,
): Promise<void> {
  const closed = new Promise<void>((resolve) => parser.once("close", resolve));
  for await (const chunk of chunks) {
    const isReady = parser.write(chunk);
    if (!isReady && !parser.destroyed) {
      const drained = new Promise<void>((resolve) => parser.once("drain", resolve));
      await Promise.race([drained, closed]);
    }
    // A client may be slow to send what nobody is going to read.
    if (parser.destroyed) return;
    await handlers.whenWanted?.();
  }
  parser.end();
}

/** A file in memory; undefined for a file input in which nothing was chosen, which browsers send without a name. */
async function collectFile(
  stream: BusboyFileStream,
  fileName: string | undefined,
  type: string,
): Promise<File | undefined> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  if (chunks.length === 0 && !fileName) return undefined;
  return new File(chunks, fileName ?? "", { type });
}

const problemOf = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/^Multipart: /, "").toLowerCase() : String(error);
