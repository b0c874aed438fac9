/**
 * Bunsen: Bun.serve, compiled.
 *
 * @example
 * ```ts
 * import { app, t } from "bunsen";
 *
 * export default app()
 *   .get("/health", "ok")
 *   .get("/hello/:name", { response: t.Object({ hello: t.String() }) }, ({ params }) => ({ hello: params.name }));
 * ```
 * @module
 */
import { join } from "node:path";
import { loadApp } from "./compile/load.ts";
import { App } from "./define/app.ts";
import type { AppDefinition } from "./define/app-definition.ts";
import type { AppOptions } from "./define/app-options.ts";
import type { AppWorkers } from "./define/app-workers.ts";
import { appSockets } from "./define/app-sockets.ts";
import { bindApp } from "./define/binding.ts";
import { healthChecks } from "./define/health.ts";
import { appResources } from "./define/injection.ts";
import { staticFiles } from "./define/static-route.ts";
import { callerLocation } from "./define/source-location.ts";
import * as helpers from "./runtime.ts";
import type { RouteTable } from "./runtime/route-table.ts";
import { PooledWorkers } from "./serve/app-workers.ts";
import { answerRequest, answerTarget } from "./serve/in-process.ts";
import { listen, serveDefault } from "./serve/listen.ts";

/** Creates an app. It is planned and compiled when it is first served or asked. */
export function app(options: AppOptions = {}): App {
  return new App(options, {
    parts: { files: staticFiles, health: healthChecks, resources: appResources, sockets: appSockets },
    locate: callerLocation,
    load,
    workers,
    listen,
    serveDefault,
    answer: answerRequest,
    answerTarget,
  });
}

const load = (definition: AppDefinition, { offload }: AppWorkers): RouteTable =>
  loadApp(
    definition,
    helpers,
    undefined,
    (warning) => console.warn(`bunsen: ${warning}`),
    undefined,
    (defined) => bindApp(defined, offload),
  );

/** A worker looks for the app where it is named, else in the file that called `app()`, and in the one that was run. */
function workers(definition: AppDefinition, file: string): AppWorkers {
  const { module } = definition.options.workers ?? {};
  const modules = module === undefined ? [...new Set([file, Bun.main])] : [module];
  return new PooledWorkers(definition, { file: join(import.meta.dir, "worker.ts"), modules });
}

/** TypeBox's builders, with `t.File` and `t.Files`: `t.Object({ id: t.Integer() })`. */
export * as t from "./define/builders.ts";

export type { Static, TSchema } from "@sinclair/typebox";
export type { App } from "./define/app.ts";
export type {
  AppOptions,
  AppSocketsOptions,
  Limits,
  LogEntry,
  MethodOverrideOptions,
} from "./define/app-options.ts";
export type { AppCache, Invalidation } from "./define/app-cache.ts";
export type {
  AppCacheOptions,
  CacheOptions,
  Invalidates,
  KeyContext,
  TagContext,
} from "./define/cache-options.ts";
export type { CacheStore, CacheStoreStats } from "./cache/cache-store.ts";
export { type MemoryCacheOptions, memoryCache } from "./cache/memory-cache.ts";
export type { ResponseCacheStats } from "./cache/response-cache.ts";
export type { ErrorHandler, NotFoundHandler } from "./define/app-definition.ts";
export type { AppStats } from "./define/app-stats.ts";
export type { TaskOptions, TaskPool } from "./define/app-workers.ts";
export type { RouteWorkerOptions, WorkersOptions } from "./define/worker-options.ts";
export { type Task, type TaskContext, task } from "./define/tasks.ts";
export type { PoolOptions } from "./workers/pool-options.ts";
export type { PoolStats } from "./workers/pool-stats.ts";
export type { FastPath, PerformanceOptions, SkipCondition } from "./define/performance.ts";
export type { MemoOptions, MemoStats } from "./cache/memo.ts";
export {
  type Middleware,
  type MiddlewareContext,
  type MiddlewareDefinition,
  type MiddlewareMemo,
  type Phase,
  middleware,
} from "./define/middleware.ts";
export { readPerformance } from "./define/performance-config.ts";
export { lazy } from "./define/lazy.ts";
export type { HealthOptions } from "./define/health.ts";
export type { ResourceOptions, ResourceScope } from "./define/resource-definition.ts";
export type { RequestContext } from "./define/request-context.ts";
export type { BodyType, Handler, HandlerContext, InputSchema, RouteOptions } from "./define/schema.ts";
export type { FileOptions } from "./define/file-builders.ts";
export type { Failure } from "./runtime/failure-rules.ts";
export type { InputFailure } from "./runtime/validation-error.ts";
export { DiagnosticsError } from "./compile/diagnostic.ts";
export type { Every, EventStream } from "./runtime/event-stream.ts";
export type { SocketData, SocketHooks, SocketOf, SocketOptions } from "./define/socket.ts";
export { type EventStreamContext, type SseOptions, sse } from "./define/sse.ts";
export type { FileGlobs, FileMemoryOptions, StaticOptions } from "./define/static-options.ts";
export type { Sent, Socket } from "./sockets/socket.ts";
export type { SocketLimits } from "./sockets/socket-limits.ts";
export { TableMismatchError } from "./define/fingerprint.ts";
export { HttpError, type HttpErrorOptions } from "./http/http-error.ts";
export type { ServerSentEvent } from "./http/server-sent-event.ts";
export type { Problem } from "./http/problem.ts";
export { type RedirectOptions, type RedirectStatus, redirect } from "./http/redirect.ts";
export { type SignedCookie, type SignedCookieOptions, signedCookie } from "./http/signed-cookie.ts";
export { Reply, reply } from "./runtime/reply.ts";
export type { ListenOptions, RunningServer } from "./runtime/running-server.ts";
