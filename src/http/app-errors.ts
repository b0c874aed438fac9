/** One failure a client can meet: its status, and the sentence that tells the received value. */
export interface ErrorDeclaration {
  readonly status: number;
  /** The `detail` member of the problem. `received` is already shortened and quoted. */
  readonly detail: (received: string) => string;
}

/** The codes of the failures that every app can answer with, whatever it uses. */
export type AppErrorCode =
  | "malformed_host"
  | "malformed_target"
  | "ambiguous_target"
  | "not_found"
  | "method_not_allowed"
  | "validation_failed"
  | "internal_error"
  | "response_schema_mismatch"
  | "response_status_undeclared"
  | "reserved_context_name"
  | "method_not_implemented";

/** Those failures: a build has their sentences, and those of others where its app uses something that has some. */
export const appErrors: Readonly<Record<AppErrorCode, ErrorDeclaration>> = {
  malformed_host: {
    status: 400,
    detail: (host) => `The Host header must be one host name or address with an optional port, not ${host}.`,
  },
  malformed_target: {
    status: 400,
    detail: (problem) => `The request target cannot be read: ${problem}.`,
  },
  ambiguous_target: {
    status: 400,
    detail: (path) =>
      `The request target has two readings: it was not sent as ${path}, which is what it resolves to. Send that path.`,
  },
  not_found: {
    status: 404,
    detail: (path) => `No route matches ${path}.`,
  },
  method_not_allowed: {
    status: 405,
    detail: (method) => `This path does not answer ${method}; see the Allow header.`,
  },
  validation_failed: {
    status: 422,
    detail: (location) => `The request does not fit this route's schema; see errors (${location}).`,
  },
  internal_error: {
    status: 500,
    detail: () => "The server failed to answer this request.",
  },
  response_schema_mismatch: {
    status: 500,
    detail: () => "The server produced an answer that does not fit its own schema.",
  },
  response_status_undeclared: {
    status: 500,
    detail: () => "The server produced an answer with a status its schema does not declare.",
  },
  reserved_context_name: {
    status: 500,
    detail: () => "The server failed to answer this request.",
  },
  method_not_implemented: {
    status: 501,
    detail: (method) => `${method} is not implemented by this server.`,
  },
};
