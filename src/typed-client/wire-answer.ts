import { readEvents } from "./server-event.ts";

/** What came back, read by its type. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly value: unknown;
}

/** Reads an answer by its type: JSON as a value, text as a string, events one by one, anything else as bytes. */
export async function readResponse(response: Response): Promise<WireAnswer> {
  const { status, headers } = response;
  return { status, headers, value: await valueOf(response) };
}

async function valueOf(response: Response): Promise<unknown> {
  const [type = ""] = (response.headers.get("content-type") ?? "").toLowerCase().split(";");
  const mediaType = type.trim();
  if (mediaType === "text/event-stream" && response.body !== null) return readEvents(response.body);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length === 0) return undefined;
  if (mediaType === "application/json" || mediaType.endsWith("+json"))
    return JSON.parse(textOf(bytes)) as unknown;
  return mediaType.startsWith("text/") ? textOf(bytes) : bytes;
}

const textOf = (bytes: Uint8Array): string => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
