/**
 * A client of a Bunsen app, by types that `bunsen client` writes: `import { createTypedClient } from "bunsen/typed-client"`.
 * It runs in browsers as well.
 *
 * @module
 */
export { AnswerError, UnexpectedAnswerError } from "./typed-client/answer-error.ts";
export type { Problem, ValidationFailure, ValidationProblem } from "./typed-client/problem.ts";
export type {
  AnswerOf,
  CallSettings,
  HeaderValue,
  RouteType,
  TypedClient,
} from "./typed-client/route-types.ts";
export type { ServerEvent } from "./typed-client/server-event.ts";
export type { CallerTarget, InProcessTarget, Target } from "./typed-client/target.ts";
export { type TypedClientOptions, createTypedClient, valueOf } from "./typed-client/typed-client.ts";
