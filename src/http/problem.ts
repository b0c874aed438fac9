import { type HttpError, statusPhrase } from "./http-error.ts";

/** The document a client receives for every error (RFC 9457 §3.1), with a stable `code` beside its members. */
export interface Problem {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly [extension: string]: unknown;
}

/** What a problem document tells: an error, or what stands for one. */
export type Told = Pick<HttpError, "status" | "code" | "message" | "headers" | "extensions">;

/** The problem document of an error. Extensions follow its own members, and cannot replace them. */
export function problemOf(error: Told): Problem {
  const { status, code, message: detail } = error;
  const own = { title: statusPhrase(status), status, detail, code };
  return isEmpty(error.extensions) ? own : { ...own, ...error.extensions, ...own };
}

/** The answer that carries an error: its status, its header fields, `application/problem+json`. */
export function problemResponse(error: Told): Response {
  const headers = isEmpty(error.headers) ? typeAlone : typed(error.headers);
  return Response.json(problemOf(error), { status: error.status, headers });
}

function typed(fields: Readonly<Record<string, string>>): Headers {
  const headers = new Headers(fields);
  headers.set("content-type", "application/problem+json");
  return headers;
}

/** A Response copies it: that takes a third of what a literal does. */
const typeAlone: Headers = typed({});

function isEmpty(record: object): boolean {
  for (const _ in record) return false;
  return true;
}
