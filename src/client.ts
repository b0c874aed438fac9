/**
 * A client of other servers: `import { createClient } from "bunsen/client"`.
 *
 * @module
 */
export { type Answer, type Client, createClient } from "./client/client.ts";
export type { CallMethod, CallOptions } from "./client/call.ts";
export type { CallClock } from "./client/caller.ts";
export type { CircuitState } from "./client/circuit-breaker.ts";
export { ClientError, type ClientErrorCode, type FailedAnswer } from "./client/client-error.ts";
export type {
  CallContext,
  CircuitOptions,
  ClientOptions,
  Inbound,
  RedirectFollowing,
  RetryOptions,
} from "./client/client-options.ts";
export type { OriginStats } from "./client/origin.ts";
export type { AnswerSchema, AnswerValue } from "./client/answer.ts";
export type { CallBody } from "./client/request-body.ts";
export type { FieldValues } from "./client/request-headers.ts";
export type { QueryValues, UrlValue } from "./client/request-url.ts";
