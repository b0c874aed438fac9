import { type AppErrorCode, appErrors } from "./app-errors.ts";
import { type HttpError, appError } from "./http-error.ts";
import type { Told } from "./problem.ts";

const none: Readonly<Record<string, never>> = Object.freeze({});

/** What an {@link HttpError} would tell. To make one costs a 404 a sixth of its time: so it is made where a hook looks at it. */
export class Refusal implements Told {
  readonly status: number;
  readonly code: AppErrorCode;
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly extensions: Readonly<Record<string, unknown>> = none;
  readonly #received: string;

  /** @param received what its sentence tells of */
  constructor(code: AppErrorCode, received: string, headers: Readonly<Record<string, string>> = none) {
    const { status, detail } = appErrors[code];
    this.status = status;
    this.code = code;
    this.message = detail(received);
    this.headers = headers;
    this.#received = received;
  }

  toError(): HttpError {
    return appError(this.code, this.#received, { headers: this.headers });
  }
}

/** What was thrown, or what would have been. */
export const errorOf = (thrown: unknown): unknown => (thrown instanceof Refusal ? thrown.toError() : thrown);
