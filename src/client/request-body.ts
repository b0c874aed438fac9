import type { FieldValues } from "./request-headers.ts";

/** What a call can send as it is. A stream can be sent once: such a call is never repeated. */
export type CallBody =
  | string
  | Uint8Array<ArrayBuffer>
  | ArrayBuffer
  | Blob
  | FormData
  | URLSearchParams
  | ReadableStream<Uint8Array>;

/** The body of a call, and what its header fields say of it. */
export interface RequestBody {
  readonly content: CallBody | undefined;
  readonly fields: FieldValues;
  readonly isReplayable: boolean;
}

/**
 * @param given `json` is any value that JSON can be made of, `body` is sent as it is
 * @throws {TypeError} where both are given, or the method has no body
 */
export function requestBody(
  method: string,
  { json, body }: { readonly json?: unknown; readonly body?: CallBody | undefined },
): RequestBody {
  if (json === undefined && body === undefined) return { content: undefined, fields: {}, isReplayable: true };
  if (json !== undefined && body !== undefined)
    throw new TypeError("client: expected json or body, received both.");
  if (method === "GET" || method === "HEAD") throw new TypeError(`client: ${method} has no body.`);
  if (json === undefined) {
    return { content: body, fields: {}, isReplayable: !(body instanceof ReadableStream) };
  }
  const content = JSON.stringify(json);
  if (content === undefined) throw new TypeError(`client.json: no JSON can be made of a ${typeof json}.`);
  return { content, fields: { "content-type": "application/json" }, isReplayable: true };
}

/** Ends a stream that was not sent: who writes to it learns of that. */
export async function dropBody(content: CallBody | undefined): Promise<void> {
  if (!(content instanceof ReadableStream) || content.locked) return;
  try {
    await content.cancel();
  } catch {
    // It ended by itself.
  }
}
