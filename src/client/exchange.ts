import { type ClientErrorCode, clientError } from "./client-error.ts";
import { Deadline } from "./deadline.ts";
import type { CallBody } from "./request-body.ts";

/** One request as it is sent. */
export interface Outgoing {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: CallBody | undefined;
}

/** One answer, read whole. */
export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface ExchangeLimits {
  readonly deadline: Deadline;
  readonly firstByteTimeoutMs: number;
  readonly limitBytes: number;
}

type Fetch = Bun.FetchSession["fetch"];

/** As large as the fields of an answer may be together. */
const headerLimitBytes = 65_536;

/**
 * Sends one request, and reads its answer to the end: a body that nobody reads would hold its connection, and a deadline
 * that ends with the header fields is none.
 *
 * @throws {ClientError} `aborted`, `malformed_answer`, `refused`, `reset`, `timed_out`, `too_large`
 */
export async function exchange(fetch: Fetch, outgoing: Outgoing, limits: ExchangeLimits): Promise<Received> {
  const { method, url, headers, body } = outgoing;
  using attempt = new Deadline(limits.firstByteTimeoutMs, [limits.deadline.signal]);
  try {
    const { signal } = attempt;
    const response = await fetch(url.href, {
      method,
      headers,
      signal,
      redirect: "manual",
      ...(body === undefined ? {} : { body }),
    });
    attempt.stopClock();
    if (sizeOf(response.headers) > headerLimitBytes) throw tooLarge(outgoing, headerLimitBytes);
    return {
      status: response.status,
      headers: response.headers,
      body: await readBody(response, outgoing, limits.limitBytes),
    };
  } catch (error) {
    // Whatever is left of the answer: its connection is closed.
    attempt.abandon();
    throw nameFailure(error, outgoing, attempt, limits);
  }
}

/** @throws {ClientError} `too_large` */
async function readBody(
  { body, headers }: Response,
  outgoing: Outgoing,
  limitBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  // Of a compressed body the length says nothing, and of the answer to HEAD it is that of another body.
  const isPlain = !headers.has("content-encoding") && outgoing.method !== "HEAD";
  if (isPlain && Number(headers.get("content-length")) > limitBytes) throw tooLarge(outgoing, limitBytes);
  if (body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(Buffer.concat(chunks));
    length += value.length;
    if (length > limitBytes) throw tooLarge(outgoing, limitBytes);
    chunks.push(value);
  }
}

const tooLarge = (outgoing: Outgoing, limitBytes: number): Error =>
  clientError("too_large", outgoing, `the answer is larger than ${limitBytes} bytes`);

function sizeOf(headers: Headers): number {
  let size = 0;
  for (const [name, value] of headers) size += name.length + value.length;
  return size;
}

function nameFailure(
  error: unknown,
  outgoing: Outgoing,
  attempt: Deadline,
  { deadline, firstByteTimeoutMs }: ExchangeLimits,
): Error {
  if (error instanceof Error && error.name === "ClientError") return error;
  if (deadline.reason !== undefined) return endError(outgoing, deadline);
  if (attempt.reason === "timed_out") {
    return clientError("timed_out", outgoing, `no answer began within ${firstByteTimeoutMs} ms`);
  }
  return clientError(codeOf(error), outgoing, undefined, { cause: error });
}

/** The error of a call that was ended from outside. */
export function endError(call: { readonly method: string; readonly url: URL }, deadline: Deadline): Error {
  const { reason = "aborted", timeoutMs, signal } = deadline;
  return reason === "timed_out"
    ? clientError("timed_out", call, `the answer was not complete within ${timeoutMs} ms`)
    : clientError("aborted", call, undefined, { cause: signal.reason });
}

/** Bun's names of what happens to connections. What it has no name of the system for is about what was read. */
function codeOf(error: unknown): ClientErrorCode {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ECONNRESET" || code === "EPIPE" || code === "ConnectionClosed") return "reset";
  return /^E[A-Z]+|CERT|TLS|SSL|UNABLE|SOCKET|Refused|FailedToOpen/.test(code)
    ? "refused"
    : "malformed_answer";
}
