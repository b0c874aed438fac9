/** What an app imports from `bunsen` beside `app` and `t`, whether it is compiled in memory or built. */
export type { Static, TSchema } from "@sinclair/typebox";
export type { App } from "./app.ts";
export type {
  AppOptions,
  AppSocketsOptions,
  Limits,
  LogEntry,
  MethodOverrideOptions,
} from "./app-options.ts";
export type { AppCache, Invalidation } from "./app-cache.ts";
export type { AppCacheOptions, CacheOptions, Invalidates, KeyContext, TagContext } from "./cache-options.ts";
export type { CacheStore, CacheStoreStats } from "../cache/cache-store.ts";
export { type MemoryCacheOptions, memoryCache } from "../cache/memory-cache.ts";
export type { ResponseCacheStats } from "../cache/response-cache.ts";
export type { ErrorHandler, NotFoundHandler } from "./app-definition.ts";
export type { AppStats } from "./app-stats.ts";
export type { TaskOptions, TaskPool } from "./app-workers.ts";
export type { RouteWorkerOptions, WorkersOptions } from "./worker-options.ts";
export { type Task, type TaskContext, task } from "./tasks.ts";
export type { PoolOptions } from "../workers/pool-options.ts";
export type { PoolStats } from "../workers/pool-stats.ts";
export type { FastPath, PerformanceOptions, SkipCondition } from "./performance.ts";
export type { MemoOptions, MemoStats } from "../cache/memo.ts";
export {
  type Middleware,
  type MiddlewareContext,
  type MiddlewareDefinition,
  type MiddlewareMemo,
  type Phase,
  middleware,
} from "./middleware.ts";
export { readPerformance } from "./performance-config.ts";
export { lazy } from "./lazy.ts";
export type { HealthOptions } from "./health.ts";
export type { ResourceOptions, ResourceScope } from "./resource-definition.ts";
export type { RequestContext } from "./request-context.ts";
export type { BodyType, Handler, HandlerContext, InputSchema, RouteOptions } from "./schema.ts";
export type { FileOptions } from "./file-builders.ts";
export type { Failure } from "../runtime/failure-rules.ts";
export type { InputFailure } from "../runtime/validation-error.ts";
export { DiagnosticsError } from "./diagnostic.ts";
export type { Every, EventStream } from "../runtime/event-stream.ts";
export type { SocketData, SocketHooks, SocketOf, SocketOptions } from "./socket.ts";
export { type EventStreamContext, type SseOptions, sse } from "./sse.ts";
export type { FileGlobs, FileMemoryOptions, StaticOptions } from "./static-options.ts";
export type { Sent, Socket } from "../sockets/socket.ts";
export type { SocketLimits } from "../sockets/socket-limits.ts";
export { TableMismatchError } from "./fingerprint.ts";
export { HttpError, type HttpErrorOptions } from "../http/http-error.ts";
export type { ServerSentEvent } from "../http/server-sent-event.ts";
export type { Problem } from "../http/problem.ts";
export { type RedirectOptions, type RedirectStatus, redirect } from "../http/redirect.ts";
export { type SignedCookie, type SignedCookieOptions, signedCookie } from "../http/signed-cookie.ts";
export { Reply, reply } from "../runtime/reply.ts";
export type { ListenOptions, RunningServer } from "../runtime/running-server.ts";
