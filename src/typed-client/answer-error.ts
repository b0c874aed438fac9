/** An answer that is a failure, thrown by `valueOf`. */
export class AnswerError extends Error {
  override readonly name = "AnswerError";
  readonly status: number;
  /** What the app answered: its problem document, or the value of a declared response. */
  readonly error: unknown;

  constructor(status: number, error: unknown) {
    super(`The answer is ${status}${detailOf(error)}.`);
    this.status = status;
    this.error = error;
  }
}

function detailOf(error: unknown): string {
  const code: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "code") : undefined;
  return typeof code === "string" ? ` ${code}` : "";
}

/** An answer from 400 on that no app of Bunsen gives: what stands between has answered. */
export class UnexpectedAnswerError extends Error {
  override readonly name = "UnexpectedAnswerError";
  readonly status: number;
  readonly headers: Headers;
  /** Its body by its type. */
  readonly body: unknown;

  constructor(call: string, status: number, headers: Headers, body: unknown) {
    super(`${call}: the answer is ${status}, and no document that the app could have sent.`);
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}
