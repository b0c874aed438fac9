import { isTextResponse } from "./text-responses.ts";

/** An answer as it crosses between threads. Flat, so that Bun passes it without a structured clone where the body is text. */
export interface SentAnswer {
  readonly status: number;
  readonly statusText: string;
  /** JSON of the header fields, one by one. */
  readonly headers: string;
  readonly body: string | ArrayBuffer | null;
}

/** From how many bytes on a body is transferred. Short ones are faster as text, which threads share. */
const textLimitBytes = 65_536;

/** With its byte order mark, if there is one, and only what is UTF-8: the text stands for the very bytes. */
const exactly = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads an answer to its end. */
export async function sendAnswer(response: Response): Promise<SentAnswer> {
  const { status, statusText, headers } = response;
  const bytes = await response.arrayBuffer();
  const body = headers.has("content-type") ? bodyOf(bytes) : untypedBodyOf(response, bytes);
  return { status, statusText, headers: JSON.stringify([...headers]), body };
}

function bodyOf(bytes: ArrayBuffer): SentAnswer["body"] {
  if (bytes.byteLength === 0) return null;
  return (bytes.byteLength <= textLimitBytes ? textOf(bytes) : undefined) ?? bytes;
}

/** Bun gives such an answer its type when it is sent, by what it was made of: text stays text, and bytes stay bytes. */
function untypedBodyOf(response: Response, bytes: ArrayBuffer): SentAnswer["body"] {
  if (isTextResponse(response)) return exactly.decode(bytes);
  return bytes.byteLength === 0 ? null : bytes;
}

/** The buffers of an answer that are transferred. */
export const buffersOf = ({ body }: SentAnswer): ArrayBuffer[] => (body instanceof ArrayBuffer ? [body] : []);

/** The answer on the other side: the same status, header fields and bytes. */
export function receiveAnswer({ status, statusText, headers, body }: SentAnswer): Response {
  return new Response(body, { status, statusText, headers: JSON.parse(headers) as [string, string][] });
}

function textOf(bytes: ArrayBuffer): string | undefined {
  try {
    return exactly.decode(bytes);
  } catch {
    return undefined;
  }
}
