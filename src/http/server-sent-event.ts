/** One event of a `text/event-stream` (WHATWG HTML §9.2). */
export interface ServerSentEvent<Data = unknown> {
  /** What it tells. By the schema of the route's `events`; without one text as it is, anything else as JSON. */
  readonly data?: Data;
  /** The type that a client listens to. Default there: `message`. One line of text. */
  readonly event?: string;
  /** What a client that connects again sends as Last-Event-ID. One line of text; empty makes it forget. */
  readonly id?: string;
  /** How long a client waits before it connects again, in milliseconds. */
  readonly retry?: number;
  /** What no client shows. One line of text. */
  readonly comment?: string;
}

/**
 * Writes an event. Its data can have any line ends; they become those of the format.
 *
 * @param data the data as text; undefined for none
 * @throws {TypeError} where `event`, `id` or `comment` is no single line of text, or `retry` no whole number
 */
export function writeEvent({ event, id, retry, comment }: ServerSentEvent, data: string | undefined): string {
  return [
    comment === undefined ? "" : `: ${lineOf("comment", comment)}\n`,
    event === undefined ? "" : `event: ${lineOf("event", event)}\n`,
    id === undefined ? "" : `id: ${lineOf("id", id)}\n`,
    retry === undefined ? "" : `retry: ${wholeOf(retry)}\n`,
    data === undefined ? "" : dataOf(data),
    "\n",
  ].join("");
}

/** What says nothing, and keeps a connection open. */
export const emptyComment = ":\n\n";

/** CR, LF and CRLF each end a line for a client, so each of them is one here. */
const dataOf = (data: string): string =>
  data
    .split(/\r\n|\r|\n/)
    .map((line) => `data: ${line}\n`)
    .join("");

/** NUL makes clients ignore an id; it is refused in all of them. */
function lineOf(field: string, value: unknown): string {
  if (typeof value === "string" && !/[\r\n\0]/.test(value)) return value;
  throw new TypeError(
    `The ${field} of an event must be one line of text, without CR, LF and NUL, not ${Bun.inspect(value)}.`,
  );
}

function wholeOf(retry: unknown): number {
  if (Number.isSafeInteger(retry) && (retry as number) >= 0) return retry as number;
  throw new TypeError(
    `The retry of an event must be a whole number of milliseconds, not ${Bun.inspect(retry)}.`,
  );
}

/**
 * The id that a client saw last, from its Last-Event-ID field: UTF-8, which a field has as Latin-1. Undefined where it
 * sends none, or one that is no UTF-8.
 */
export function readLastEventId(headers: Headers): string | undefined {
  const field = headers.get("last-event-id");
  if (field === null || field === "") return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(field, "latin1"));
  } catch {
    return undefined;
  }
}
