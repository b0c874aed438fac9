import type { KeptAnswers } from "../cache/kept-answers.ts";
import type { ResponseCache } from "../cache/response-cache.ts";
import { appError, HttpError, isFault } from "../http/http-error.ts";
import { problemResponse } from "../http/problem.ts";
import { Refusal, errorOf } from "../http/refusal.ts";
import { readTarget } from "../http/target.ts";
import type { CachePlan } from "../runtime/cache-plan.ts";
import type { CachedRoute } from "../runtime/cached-answer.ts";
import type { ChainMember } from "../runtime/chain.ts";
import type { Context } from "../runtime/context.ts";
import { type FoldedHeaders, fillHeaders } from "../runtime/folded-headers.ts";
import { respond, Reply, reply } from "../runtime/reply.ts";
import type { InputFailure } from "../runtime/validation-error.ts";
import type { BoundSocket, RouteHooks } from "../sockets/socket-route.ts";
import type { Relay, SocketTable } from "../sockets/socket-table.ts";
import { AppCache } from "./app-cache.ts";
import { type AppDefinition, type RouteDefinition, keyOf, middlewareOf } from "./app-definition.ts";
import { missingPart } from "./app-parts.ts";
import { type Asked, entryOf, logLine, messageOf, tell } from "./fault-log.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { CallLazy, CreateLazyCaller } from "./lazy-handlers.ts";
import type { Middleware } from "./middleware.ts";
import type { Offload, OffloadedHandler } from "./app-workers.ts";
import type { WorkerPlan } from "../runtime/worker-plan.ts";
import { memoDefaults } from "./performance.ts";

/** The functions and constants of an app, by key: what a table, generated or interpreted, is bound to. */
export interface Binding {
  /** How the answers of a route are kept. @param kept makes what keeps them */
  cached(key: string, plan: CachePlan, kept: KeptAnswers): CachedRoute;
  /** A route as it was defined: for what is found by the place of a schema. @param key of a route: `GET /users/:id` */
  route(key: string): RouteDefinition;
  handler(key: string): (context: unknown) => unknown;
  /** The same where its module is loaded at the first request. @param createCaller makes what calls those of the app */
  lazyHandler(key: string, createCaller: CreateLazyCaller): (context: unknown) => unknown;
  constant(key: string): unknown;
  /** What has the handler of a route run by a worker. @param run runs it there, and encodes what it gives */
  offload(key: string, plan: WorkerPlan, run: OffloadedHandler): (context: unknown) => Promise<Response>;
  /** The hooks of a WebSocket. */
  socket(key: string): BoundSocket;
  /** The WebSockets of a table. @param create makes them, given what leads to other tables and processes */
  sockets(create: (relay: Relay) => SocketTable): SocketTable;
  /**
   * @param key of a route that has the middleware; empty for one of the app itself
   * @param occurrence how many of that name come before it there
   * @param fits the check of the schema that it has, if it has one
   */
  middleware(key: string, name: string, occurrence: number, fits?: (value: unknown) => boolean): ChainMember;
  /** A condition of `skipConditions` that each request decides. */
  condition(name: string, index: number): (context: Context) => boolean;
  /** Answers an error of a route; of none, when no route took the request, or a {@link Refusal}. Never throws. */
  fail(error: unknown, request: Request, key?: string, folded?: FoldedHeaders): Response | Promise<Response>;
  /** Logs an error of an answer that has begun: all that is left to do is to cut it off. Never throws. */
  tellCut(error: unknown, request: Request): void;
}

/**
 * Binds an app. A table asks for what it needs by key, never by position.
 *
 * @param offload has handlers run by workers; for a table of which some are
 */
export function bindApp(definition: AppDefinition, offload?: Offload): Binding {
  const routes = new Map(definition.routes.map((route) => [keyOf(route), route]));
  const routeOf = (key: string): RouteDefinition => {
    const route = routes.get(key);
    if (route === undefined) throw new TypeError(`The app has no route ${key}.`);
    return route;
  };
  const handle = definition.cache ?? new AppCache(definition.options.cache);
  let cache: ResponseCache | undefined;
  let callLazy: CallLazy | undefined;
  return {
    cached(key, plan, kept) {
      cache ??= handle.open(kept);
      return cachedRouteOf(routeOf(key), definition, plan, cache);
    },
    route: routeOf,
    handler: (key) => handlerOf(routeOf(key)),
    lazyHandler(key, createCaller) {
      callLazy ??= createCaller(definition.options, handle);
      return callLazy(routeOf(key).answer);
    },
    constant: (key) => routeOf(key).answer,
    offload(key, plan, run) {
      if (offload === undefined) throw new TypeError(`The table has no workers for ${key}.`);
      return offload(routeOf(key), plan, run);
    },
    socket: (key) => socketOf(routeOf(key), definition),
    sockets(create) {
      if (definition.sockets === undefined) throw missingPart("sockets");
      return definition.sockets.join(create);
    },
    middleware(key, name, occurrence, fits) {
      const found = middlewareNamed(definition, key === "" ? undefined : routeOf(key), name, occurrence);
      if (fits !== undefined) found.checks?.receive(fits);
      if (found.memo !== undefined) found.useMemoDefaults(memoDefaults(definition.options.performance ?? {}));
      return memberOf(found);
    },
    condition: (name, index) => conditionOf(definition, name, index),
    tellCut: (error, request) => tellCut(error, request, definition),
    fail(error, request, key, folded) {
      const route = key === undefined ? undefined : routes.get(key);
      const isSeen = hasOwnAnswer(definition, route);
      if (error instanceof Refusal && !isSeen) return fillHeaders(problemResponse(error), folded);
      const told = withMessages(errorOf(error), request, definition);
      if (!isSeen) return fillHeaders(answerPlainly(told, request, definition), folded);
      return answerError(told, request, definition, route).then((answer) => fillHeaders(answer, folded));
    },
  };
}

/** What an answer was made from is in its key: another version of the app does not read it. */
function cachedRouteOf(
  route: RouteDefinition,
  definition: AppDefinition,
  plan: CachePlan,
  cache: ResponseCache,
): CachedRoute {
  const { key, tags } = (route.options.cache ?? {}) as {
    readonly key?: CachedRoute["key"];
    readonly tags?: unknown;
  };
  const routeKey = keyOf(route);
  return {
    scope: JSON.stringify([cache.scope, routeKey, fingerprintOf(route, definition)]),
    routeKey,
    plan,
    cache,
    key,
    tags: typeof tags === "function" ? (tags as CachedRoute["tags"]) : undefined,
  };
}

function socketOf({ path, answer }: RouteDefinition, definition: AppDefinition): BoundSocket {
  const hooks = answer as RouteHooks;
  return {
    path,
    // Hooks are called as methods of what was defined.
    hooks: {
      open: hooks.open?.bind(hooks),
      message: hooks.message?.bind(hooks),
      drain: hooks.drain?.bind(hooks),
      close: hooks.close?.bind(hooks),
    },
    publicError: (error, url) => publicError(error, { method: "GET", url }, definition),
  };
}

function handlerOf(route: RouteDefinition): (context: unknown) => unknown {
  const answer = route.directory?.embedded(keyOf(route)) ?? route.answer;
  if (typeof answer !== "function")
    throw new TypeError(`The route ${keyOf(route)} has a constant, not a handler.`);
  return answer as (context: unknown) => unknown;
}

function middlewareNamed(
  definition: AppDefinition,
  route: RouteDefinition | undefined,
  name: string,
  occurrence: number,
): Middleware {
  const used = route === undefined ? definition.middleware : middlewareOf(route);
  const found = used.filter((middleware) => middleware.name === name)[occurrence];
  if (found === undefined)
    throw new TypeError(
      `${route === undefined ? "The app" : `The route ${keyOf(route)}`} has no middleware ${name}.`,
    );
  return found;
}

/** Hooks are called as methods of what was defined. */
function memberOf(found: Middleware): ChainMember {
  return {
    before: found.before?.bind(found) as ChainMember["before"],
    after: found.after?.bind(found) as ChainMember["after"],
    around: found.around?.bind(found) as ChainMember["around"],
    skips: [],
  };
}

function conditionOf({ options }: AppDefinition, name: string, index: number): (context: Context) => boolean {
  const when = options.performance?.middleware?.skipConditions?.[name]?.[index]?.when;
  if (when === undefined)
    throw new TypeError(`The middleware ${name} has no condition ${index} with a when.`);
  return when as unknown as (context: Context) => boolean;
}

/** Whether the app answers errors of a route, or of none, itself. Most do not, and have no promise to wait for. */
const hasOwnAnswer = (definition: AppDefinition, route: RouteDefinition | undefined): boolean =>
  route === undefined
    ? (definition.onError ?? definition.notFound) !== undefined
    : route.onError !== undefined;

async function answerError(
  error: unknown,
  request: Request,
  definition: AppDefinition,
  route: RouteDefinition | undefined,
): Promise<Response> {
  try {
    const answer = await ownAnswer(error, request, definition, route);
    if (answer !== undefined) return answer;
    return answerPlainly(error, request, definition);
  } catch (second) {
    return answerPlainly(second, request, definition);
  }
}

/** The problem document of an error; of what went wrong with it, where it cannot be sent. */
function answerPlainly(error: unknown, request: Request, definition: AppDefinition): Response {
  try {
    return problemResponse(publicError(error, request, definition));
  } catch (second) {
    return problemResponse(publicError(second, request, definition));
  }
}

/** What the app itself says to an error. */
async function ownAnswer(
  error: unknown,
  request: Request,
  definition: AppDefinition,
  route: RouteDefinition | undefined,
): Promise<Response | undefined> {
  const status = error instanceof HttpError ? error.status : 500;
  // A handler's own 404 is an error like others; notFound is for paths that have no route.
  if (route === undefined && status === 404 && definition.notFound !== undefined) {
    const answer = await definition.notFound({ request, path: readTarget(request.url).path });
    if (answer !== undefined) return respond(withStatus(status, answer));
  }
  const onError = route === undefined ? definition.onError : route.onError;
  const answer = await onError?.(error, { request });
  return answer === undefined ? undefined : respond(withStatus(status, answer));
}

/** Leaves a Response or Reply as it is. */
const withStatus = (status: number, value: unknown): unknown =>
  value instanceof Response || value instanceof Reply ? value : reply(status, value);

/** What a client may know of an error. A server fault is logged, and told without its message. */
function publicError(error: unknown, request: Asked, definition: AppDefinition): HttpError {
  const known = error instanceof HttpError ? error : undefined;
  if (known !== undefined && !isFault(known)) return known;
  const fault = known === undefined ? error : (known.cause ?? known);
  const { development = false, log = logLine } = definition.options;
  tell(log, entryOf(known?.code ?? "internal_error", fault, request));
  if (development)
    return new HttpError(known?.status ?? 500, messageOf(fault), { code: known?.code ?? "internal_error" });
  return known ?? appError("internal_error");
}

function tellCut(error: unknown, request: Request, { options: { log = logLine } }: AppDefinition): void {
  const known = error instanceof HttpError && isFault(error) ? error : undefined;
  tell(log, entryOf(known?.code ?? "answer_cut", known?.cause ?? error, request));
}

/**
 * A validation error with the app's own words for each failure. Words that cannot be found are logged as a fault, and
 * left out: what is wrong with the request stays the answer.
 */
function withMessages(error: unknown, request: Request, { options }: AppDefinition): unknown {
  const { messages, log = logLine } = options;
  if (messages === undefined || !(error instanceof HttpError) || error.code !== "validation_failed")
    return error;
  const { errors } = error.extensions;
  if (!Array.isArray(errors)) return error;
  try {
    const told = (errors as InputFailure[]).map((failure) => {
      const message = failure.message ?? messages(failure, { request });
      return message === undefined ? failure : { ...failure, message };
    });
    const { status, message: detail, code, headers, extensions } = error;
    return new HttpError(status, detail, { code, headers, extensions: { ...extensions, errors: told } });
  } catch (fault) {
    tell(log, entryOf("internal_error", fault, request));
    return error;
  }
}
