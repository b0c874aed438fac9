import { HttpError } from "../http/http-error.ts";

/** An error as it crosses between threads: with its code, without its class. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly http: SentAnswer | undefined;
  readonly cause: SentError | undefined;
}

/** What an {@link HttpError} has beside its sentence. */
interface SentAnswer {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON: they are sent as that in any case, and can be nothing then that no message can hold. */
  readonly extensions: string;
}

/** How many causes are sent, each of the one before. */
const causeLimit = 5;

/** An error, or whatever was thrown, as it crosses; what went wrong with it, where it cannot. */
export function sendError(thrown: unknown): SentError {
  try {
    return partsOf(thrown, 0);
  } catch (second) {
    return partsOf(second, 0);
  }
}

function partsOf(thrown: unknown, depth: number): SentError {
  if (!(thrown instanceof Error))
    return { name: "Error", message: wordsOf(thrown), stack: undefined, http: undefined, cause: undefined };
  const { name, message, stack, cause } = thrown;
  return {
    name: String(name),
    message: String(message),
    stack: typeof stack === "string" ? stack : undefined,
    http: isHttpError(thrown) ? answerOf(thrown) : undefined,
    cause: cause === undefined || depth === causeLimit ? undefined : partsOf(cause, depth + 1),
  };
}

/** The error on the other side: an {@link HttpError} where it was one, else an Error of the same name. */
export function receiveError({ name, message, stack, http, cause: sentCause }: SentError): Error {
  const cause = sentCause === undefined ? undefined : receiveError(sentCause);
  const error = http === undefined ? new Error(message, { cause }) : httpErrorOf(message, http, cause);
  if (http === undefined) Object.defineProperty(error, "name", { value: name, configurable: true });
  if (stack !== undefined) Object.defineProperty(error, "stack", { value: stack, configurable: true });
  return error;
}

const wordsOf = (thrown: unknown): string => (typeof thrown === "string" ? thrown : Bun.inspect(thrown));

/** By its shape as well: the app may have another copy of Bunsen than the thread. */
const isHttpError = (error: Error): error is HttpError =>
  error instanceof HttpError || (error.name === "HttpError" && "status" in error && "extensions" in error);

const answerOf = ({ status, code, headers, extensions }: HttpError): SentAnswer => ({
  status,
  code,
  headers: { ...headers },
  extensions: JSON.stringify(extensions),
});

function httpErrorOf(
  message: string,
  { status, code, headers, extensions }: SentAnswer,
  cause: unknown,
): Error {
  return new HttpError(status, message, {
    code,
    headers,
    extensions: JSON.parse(extensions) as Record<string, unknown>,
    ...(cause === undefined ? {} : { cause }),
  });
}
