import { type AppErrorCode, type ErrorDeclaration, appErrors } from "./app-errors.ts";
import { type ErrorCode, errorCatalogue } from "./error-catalogue.ts";

/** What an {@link HttpError} can carry beside status and detail. */
export interface HttpErrorOptions {
  /** Stable, machine-readable name of the failure. Default: the status phrase in snake case, `not_found` for 404. */
  readonly code?: string;
  /** Header fields of the answer, for example `{ "retry-after": "30" }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the problem document (RFC 9457 §3.2). They cannot replace its own members. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** What led to it. Logged for 5xx, never sent. */
  readonly cause?: unknown;
}

/**
 * An error that a client sees as `application/problem+json` (RFC 9457). Throw it from a handler or a middleware.
 *
 * @example
 * ```ts
 * throw new HttpError(404, "There is no product 7.");
 * throw new HttpError(409, "The order is already paid.", { code: "order_paid" });
 * ```
 * @throws {RangeError} when `status` is not an integer from 400 to 599.
 */
export class HttpError extends Error {
  override readonly name = "HttpError";
  /** HTTP status, 400 to 599. */
  readonly status: number;
  /** Stable code, the `code` member of the problem document. */
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(status: number, detail: string, options: HttpErrorOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    if (!Number.isInteger(status) || status < 400 || status > 599) {
      throw new RangeError(`An HttpError has a status from 400 to 599, not ${String(status)}.`);
    }
    this.status = status;
    this.code = options.code ?? codeOfStatus(status);
    this.headers = options.headers ?? {};
    this.extensions = options.extensions ?? {};
  }
}

/** Builds a failure of the catalogue. `received` is what its sentence tells of: quote client text with {@link quote}. */
export const declaredError = (code: ErrorCode, received?: string, options?: HttpErrorOptions): HttpError =>
  createError(code, errorCatalogue[code], received, options);

/** Builds one that every app can answer with. What is in every build uses this, and leaves the others out. */
export const appError = (code: AppErrorCode, received?: string, options?: HttpErrorOptions): HttpError =>
  createError(code, appErrors[code], received, options);

function createError(
  code: ErrorCode,
  { status, detail }: ErrorDeclaration,
  received = "",
  options: HttpErrorOptions = {},
): HttpError {
  const limit = Error.stackTraceLimit;
  // Nobody reads the stack of a client's error, and taking one is half of what such an error costs.
  if (status < 500) Error.stackTraceLimit = 0;
  try {
    return new HttpError(status, detail(received), { ...options, code });
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** Whether an error is the server's fault, and has to be logged. */
export function isFault({ status, code }: HttpError): boolean {
  return status >= 500 && !faultless.has(code);
}

/** What a server answers with a status from 500 on, and is as it should be. */
const faultless: ReadonlySet<string> = new Set<ErrorCode>(["not_ready", "not_cached"]);

/** Client text as it may stand in a sentence: quoted, at most 80 characters, control characters escaped. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);
}

/** The reason phrase of a status (RFC 9110 §15), the title of its problem document. */
export function statusPhrase(status: number): string {
  return statusPhrases[status] ?? (status < 500 ? "Client Error" : "Server Error");
}

const codeOfStatus = (status: number): string =>
  statusPhrase(status)
    .toLowerCase()
    .replace(/[^a-z]+/g, "_");

const statusPhrases: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  402: "Payment Required",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  406: "Not Acceptable",
  408: "Request Timeout",
  409: "Conflict",
  410: "Gone",
  411: "Length Required",
  412: "Precondition Failed",
  413: "Content Too Large",
  414: "URI Too Long",
  415: "Unsupported Media Type",
  416: "Range Not Satisfiable",
  417: "Expectation Failed",
  421: "Misdirected Request",
  422: "Unprocessable Content",
  423: "Locked",
  424: "Failed Dependency",
  425: "Too Early",
  426: "Upgrade Required",
  428: "Precondition Required",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  451: "Unavailable For Legal Reasons",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
  505: "HTTP Version Not Supported",
  507: "Insufficient Storage",
  508: "Loop Detected",
};
