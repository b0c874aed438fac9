import { type AppErrorCode, type ErrorDeclaration, appErrors } from "./app-errors.ts";

/** The stable codes of the failures that Bunsen answers with. */
export type ErrorCode =
  | AppErrorCode
  | "malformed_json"
  | "malformed_form"
  | "malformed_text"
  | "malformed_handshake"
  | "malformed_message"
  | "invalid_topic"
  | "missing_body"
  | "incomplete_body"
  | "body_too_deep"
  | "method_not_overridable"
  | "malformed_authorization"
  | "malformed_forwarded"
  | "unsafe_redirect"
  | "missing_credentials"
  | "invalid_token"
  | "invalid_credentials"
  | "invalid_api_key"
  | "insufficient_scope"
  | "cross_site_request"
  | "address_not_allowed"
  | "precondition_failed"
  | "body_too_large"
  | "too_many_fields"
  | "field_too_large"
  | "unsupported_media_type"
  | "range_not_satisfiable"
  | "upgrade_required"
  | "rate_limited"
  | "request_abandoned"
  | "worker_crashed"
  | "unsendable_value"
  | "overloaded"
  | "upstream_unreachable"
  | "queue_full"
  | "too_many_sockets"
  | "worker_unavailable"
  | "keys_unavailable"
  | "store_unavailable"
  | "timed_out"
  | "not_ready"
  | "not_cached"
  | "upstream_timed_out";

/**
 * Every failure Bunsen itself answers with, declared once. The key is the stable `code` of the problem document.
 * `docs/errors.md` has one row for each; a test compares the two.
 */
export const errorCatalogue: Readonly<Record<ErrorCode, ErrorDeclaration>> = {
  malformed_host: appErrors.malformed_host,
  malformed_target: appErrors.malformed_target,
  ambiguous_target: appErrors.ambiguous_target,
  malformed_json: {
    status: 400,
    detail: (problem) => `The body is not JSON: ${problem}.`,
  },
  malformed_form: {
    status: 400,
    detail: (problem) => `The body is not a form: ${problem}.`,
  },
  malformed_text: {
    status: 400,
    detail: () => "The body is not text in UTF-8.",
  },
  malformed_handshake: {
    status: 400,
    detail: (problem) => `The request is no WebSocket handshake: ${problem}.`,
  },
  malformed_message: {
    status: 400,
    detail: (problem) => `The message cannot be read: ${problem}.`,
  },
  invalid_topic: {
    status: 400,
    detail: (problem) => `The topic cannot be subscribed to: ${problem}.`,
  },
  missing_body: {
    status: 400,
    detail: () => "The request has no body; this route needs one.",
  },
  incomplete_body: {
    status: 400,
    detail: () => "The body ended before it was complete.",
  },
  body_too_deep: {
    status: 400,
    detail: (limit) => `The body is nested deeper than the ${limit} levels this server reads.`,
  },
  method_not_overridable: {
    status: 400,
    detail: (methods) => `A POST may stand for ${methods}.`,
  },
  malformed_authorization: {
    status: 400,
    detail: (form) => `The Authorization header is not ${form}.`,
  },
  malformed_forwarded: {
    status: 400,
    detail: (field) => `A proxy of this server sent a header field that cannot be read: ${field}.`,
  },
  unsafe_redirect: {
    status: 400,
    detail: (location) => `This server does not redirect to ${location}.`,
  },
  missing_credentials: {
    status: 401,
    detail: (credentials) => `This needs ${credentials}.`,
  },
  invalid_token: {
    status: 401,
    detail: () => "The bearer token is not valid: unknown, expired or revoked.",
  },
  invalid_credentials: {
    status: 401,
    detail: () => "The user name or the password is not valid.",
  },
  invalid_api_key: {
    status: 401,
    detail: () => "The API key is not valid: unknown or revoked.",
  },
  insufficient_scope: {
    status: 403,
    detail: (scopes) => `This needs credentials with the scopes ${scopes}.`,
  },
  cross_site_request: {
    status: 403,
    detail: (sender) => `A page of ${sender} must not send this request.`,
  },
  address_not_allowed: {
    status: 403,
    detail: () => "This address may not send requests here.",
  },
  not_found: appErrors.not_found,
  method_not_allowed: appErrors.method_not_allowed,
  precondition_failed: {
    status: 412,
    detail: () => "The content is not what the client knows: see If-Match and If-Unmodified-Since.",
  },
  body_too_large: {
    status: 413,
    detail: (limit) => `The body is larger than the ${limit} bytes this route accepts.`,
  },
  too_many_fields: {
    status: 413,
    detail: (limit) => `The form has more than the ${limit} fields this server accepts.`,
  },
  field_too_large: {
    status: 413,
    detail: (limit) => `A field of the form is larger than the ${limit} bytes this server accepts.`,
  },
  unsupported_media_type: {
    status: 415,
    detail: (types) => `This route reads ${types}.`,
  },
  range_not_satisfiable: {
    status: 416,
    detail: (size) => `The content has ${size} bytes; the range that is asked for is not among them.`,
  },
  validation_failed: appErrors.validation_failed,
  upgrade_required: {
    status: 426,
    detail: (how) => `A WebSocket is here: ${how}.`,
  },
  rate_limited: {
    status: 429,
    detail: (when) => `Too many requests: ${when}.`,
  },
  request_abandoned: {
    status: 499,
    detail: () => "The client went away before there was an answer.",
  },
  internal_error: appErrors.internal_error,
  response_schema_mismatch: appErrors.response_schema_mismatch,
  response_status_undeclared: appErrors.response_status_undeclared,
  reserved_context_name: appErrors.reserved_context_name,
  worker_crashed: {
    status: 500,
    detail: () => "The server failed to answer this request.",
  },
  unsendable_value: {
    status: 500,
    detail: () => "The server failed to answer this request.",
  },
  method_not_implemented: appErrors.method_not_implemented,
  overloaded: {
    status: 503,
    detail: () => "The server has too much to do at the moment; try again later.",
  },
  upstream_unreachable: {
    status: 502,
    detail: () => "The server that is asked for this cannot be reached.",
  },
  queue_full: {
    status: 503,
    detail: () => "The server has too much to do at the moment; try again later.",
  },
  too_many_sockets: {
    status: 503,
    detail: () => "The server has as many WebSockets open as it takes; try again later.",
  },
  worker_unavailable: {
    status: 503,
    detail: () => "The server cannot do this work at the moment; try again later.",
  },
  keys_unavailable: {
    status: 503,
    detail: () => "The server cannot check tokens at the moment; try again later.",
  },
  store_unavailable: {
    status: 503,
    detail: () => "The server cannot reach what it keeps at the moment; try again later.",
  },
  timed_out: {
    status: 503,
    detail: (limit) => `The server did not finish this answer within ${limit} ms.`,
  },
  not_ready: {
    status: 503,
    detail: (reason) => `The server is not ready: ${reason}.`,
  },
  not_cached: {
    status: 504,
    detail: () => "No answer is kept, and the request asks for a kept one only.",
  },
  upstream_timed_out: {
    status: 504,
    detail: (limit) => `The server that is asked for this did not begin its answer within ${limit} ms.`,
  },
};
