import { describeKind } from "./describe.ts";
import { ItemReader, type StreamContext, type TellCut } from "./item-reader.ts";

/**
 * Whether a value is sent item by item: an async generator, or another async iterable that is no body by itself.
 */
export const isStreamed = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === "object" &&
  value !== null &&
  Symbol.asyncIterator in value &&
  !(value instanceof ReadableStream);

/** A body that is made while it is sent, and the type that its first item tells. */
export interface StreamedBody {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly type: string;
}

/**
 * Waits for the first item, and makes a body of it and of those that follow. An error later than that cuts the
 * connection, so that nobody takes a part for the whole.
 *
 * @param tell is told such an error
 * @throws what is thrown before the first item: it can still be answered
 */
export async function openBody(
  items: AsyncIterable<unknown>,
  context: StreamContext,
  tell: TellCut,
): Promise<StreamedBody> {
  const reader = new ItemReader(items, context, chunkOf, tell);
  let first = await reader.next();
  const body = bodyOf(
    async () => {
      const chunk = first ?? (await reader.next());
      first = undefined;
      return chunk?.bytes;
    },
    reader,
    context,
  );
  return { body, type: first?.isText === false ? "application/octet-stream" : "text/plain;charset=utf-8" };
}

/** A body of which a part is made when the client has taken the one before it. */
const bodyOf = (
  next: () => Promise<Uint8Array<ArrayBuffer> | undefined>,
  reader: ItemReader<unknown>,
  { server }: StreamContext,
): StreamedBody["body"] =>
  new ReadableStream(
    {
      async pull(controller) {
        try {
          const bytes = await next();
          if (bytes === undefined) controller.close();
          else controller.enqueue(bytes);
        } catch (error) {
          reader.tell(error);
          // Bun cuts the connection, and would print the error itself.
          controller.error(server === undefined ? error : undefined);
        }
      },
      cancel: reader.leave,
    },
    { highWaterMark: 0 },
  );

interface Chunk {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly isText: boolean;
}

const encoder = new TextEncoder();

/** @throws {TypeError} for what is neither text nor bytes */
function chunkOf(value: unknown): Chunk {
  if (typeof value === "string") return { bytes: encoder.encode(value), isText: true };
  if (value instanceof Uint8Array) return { bytes: value as Uint8Array<ArrayBuffer>, isText: false };
  if (value instanceof ArrayBuffer) return { bytes: new Uint8Array(value), isText: false };
  throw new TypeError(`A stream is made of text or bytes; the handler gave ${describeKind(value)}.`);
}
