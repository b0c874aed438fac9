import type { Problem } from "../http/problem.ts";

/** What can go wrong with a call, in the words of its caller. */
export type ClientErrorCode =
  | "aborted"
  | "circuit_open"
  | "closed"
  | "http_status"
  | "invalid_response"
  | "malformed_answer"
  | "refused"
  | "reset"
  | "timed_out"
  | "too_large"
  | "too_many_waiting"
  | "unsafe_redirect";

/** When each of them is thrown. The key is the stable `code`; docs/client.md has a row for each, and a test compares the two. */
export const clientFailures: Readonly<Record<ClientErrorCode, string>> = {
  aborted: "the caller's signal, or that of the request it answers, aborted",
  circuit_open: "the origin failed too often, and is left alone for a while",
  closed: "the client is closed",
  http_status: "the answer has a status that is no success",
  invalid_response: "the answer does not fit its schema, or cannot be read by its type",
  malformed_answer: "what came is no HTTP",
  refused: "no connection could be made",
  reset: "the connection ended before the answer did",
  timed_out: "the answer was not complete in time",
  too_large: "the answer is larger than the limit",
  too_many_waiting: "too many calls of this origin wait already",
  unsafe_redirect: "the answer redirects to where this client does not go",
};

/** An answer that came, with an error. */
export interface FailedAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The body by its type: JSON, text or bytes; undefined where there is none, or it is too large or malformed. */
  readonly body: unknown;
  /** The document of an `application/problem+json` answer (RFC 9457). */
  readonly problem: Partial<Problem> | undefined;
}

/** What a {@link ClientError} can carry beside its code. */
export interface ClientErrorOptions {
  readonly answer?: FailedAnswer | undefined;
  /** When it may be worth another attempt, in milliseconds from now. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/**
 * A call that came to nothing. Its message names method, origin and path, and neither query, header fields nor body: those
 * can be secret. It is not for the client of this server: uncaught in a handler, it is a 500.
 */
export class ClientError extends Error {
  override readonly name = "ClientError";
  readonly code: ClientErrorCode;
  /** The answer's, with `http_status`. */
  readonly status: number | undefined;
  /** When it may be worth another attempt, in milliseconds from when it was thrown. */
  readonly retryAfterMs: number | undefined;
  /** Not a field: who prints the error does not print what the other server sent. */
  readonly #answer: FailedAnswer | undefined;

  constructor(code: ClientErrorCode, detail: string, options: ClientErrorOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.answer?.status;
    this.retryAfterMs = options.retryAfterMs;
    this.#answer = options.answer;
  }

  /** The answer, with `http_status`. */
  get answer(): FailedAnswer | undefined {
    return this.#answer;
  }
}

/** The error of a call: its sentence begins with what was called. */
export function clientError(
  code: ClientErrorCode,
  call: { readonly method: string; readonly url: URL },
  detail: string = clientFailures[code],
  options: ClientErrorOptions = {},
): ClientError {
  const { method, url } = call;
  return new ClientError(code, `${method} ${url.origin}${url.pathname}: ${detail}.`, options);
}
