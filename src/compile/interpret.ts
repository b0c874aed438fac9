import { checkHost, checkUrlHost } from "../http/host.ts";
import { rememberPaths } from "../http/path-cache.ts";
import { keptAnswers } from "../cache/kept-answers.ts";
import type { Binding } from "../define/binding.ts";
import { createLazyCaller } from "../define/lazy-handlers.ts";
import { transformsOf } from "../define/schema-functions.ts";
import { createCachedAnswer } from "../runtime/cached-answer.ts";
import { type ChainEnd, type ChainMember, resumeFailed, runChain } from "../runtime/chain.ts";
import { createConstant, createConstantHandler } from "../runtime/constant.ts";
import { Context } from "../runtime/context.ts";
import { fits, withAllFailures } from "../runtime/failures.ts";
import { type UnroutedAround, type UnroutedArounds, createFallback } from "../runtime/fallback.ts";
import { type FoldedHeaders, foldHeaders } from "../runtime/folded-headers.ts";
import { respondOrStream } from "../runtime/later.ts";
import { createMethodOverride, overrideMethods } from "../runtime/method-override.ts";
import { type TextParameters, createParameterReader, readParameters } from "../runtime/parameters.ts";
import { type Encoders, respondWhenReady } from "../runtime/reply.ts";
import type { RouteTable, RouteTarget } from "../runtime/route-table.ts";
import type { StaticHandler } from "../runtime/static-files.ts";
import { bindTransforms } from "../runtime/transforms.ts";
import { respondWhole } from "../runtime/whole-answer.ts";
import type { PlanRegistry } from "../runtime/value-plan.ts";
import type { SocketLimits } from "../sockets/socket-limits.ts";
import { type SocketRoute, createSocketRoute } from "../sockets/socket-route.ts";
import { SocketTable } from "../sockets/socket-table.ts";
import { acceptSocket, openSocket } from "../sockets/upgrade.ts";
import { type AppPlan, type AroundPlan, type RoutePlan, registryOf } from "./app-plan.ts";
import { createEncoders } from "./interpret-encoders.ts";
import { createInputReader, createRawBodyParser } from "./interpret-inputs.ts";
import { mayStream } from "./may-stream.ts";
import { interpretSocket } from "./interpret-socket.ts";

/**
 * A table that follows the plan step by step, without generated code. It says what a plan means: an emitted table must
 * give the same answers. It also serves where a process refuses code generation from strings.
 */
export function interpretApp(plan: AppPlan, app: Binding): RouteTable {
  const routes: Record<string, Record<string, RouteTarget>> = {};
  const sockets: SocketRoute[] = [];
  const scope: Scope = {
    plan,
    schemas: withAllFailures(bindTransforms(registryOf(plan), transformsOf(app))),
    app,
    sockets,
  };
  for (const route of plan.routes) {
    const target = interpretRoute(route, scope);
    for (const method of route.methods) (routes[route.target] ??= {})[method] = target;
  }
  const createPathCache = plan.routeCacheSize === undefined ? undefined : rememberPaths(plan.routeCacheSize);
  const override = plan.methodOverride && createMethodOverride(plan.methodOverride);
  const fallback = createFallback(routes, app.fail, interpretUnrouted(scope), createPathCache, override);
  const table = {
    routes,
    fallback,
    ...(createPathCache && { createPathCache }),
    ...(plan.socketLimits && { sockets: joinSockets(app, sockets, plan.socketLimits) }),
  };
  return override === undefined ? table : overrideMethods(table, override);
}

const joinSockets = (
  app: Binding,
  routes: readonly SocketRoute[],
  limits: Required<SocketLimits>,
): SocketTable => app.sockets((relay) => new SocketTable(routes, limits, relay));

/** What routes are interpreted from. */
interface Scope {
  readonly plan: AppPlan;
  readonly schemas: PlanRegistry;
  readonly app: Binding;
  /** The WebSockets so far. */
  readonly sockets: SocketRoute[];
}

function interpretUnrouted(scope: Scope): UnroutedArounds {
  const interpretAround = (around: AroundPlan): UnroutedAround => {
    const members = membersOf(around, scope);
    const headers = headersOf(around);
    return {
      ...(members.length === 0 ? {} : { members, chain: (context, end) => runChain(members, context, end) }),
      ...(headers === undefined ? {} : { headers }),
    };
  };
  const { around, byTarget } = scope.plan.unrouted;
  const entries = Object.entries(byTarget).map(([target, own]) => [target, interpretAround(own)] as const);
  return { root: interpretAround(around), byTarget: Object.fromEntries(entries) };
}

const headersOf = ({ headers }: AroundPlan): FoldedHeaders | undefined =>
  Object.keys(headers).length === 0 ? undefined : foldHeaders(headers);

/** The hooks of a chain, with the conditions that each request decides. */
function membersOf({ middleware }: AroundPlan, { plan, app, schemas }: Scope): readonly ChainMember[] {
  return middleware.flatMap(({ id, skips }) => {
    const planned = plan.middleware[id];
    if (planned === undefined) return [];
    const { route, name, occurrence, checks } = planned;
    const check = checks === undefined ? undefined : checkBy(checks, schemas);
    const conditions = skips.map((index) => app.condition(name, index));
    return [{ ...app.middleware(route, name, occurrence, check), skips: conditions }];
  });
}

const checkBy =
  (name: string, schemas: PlanRegistry) =>
  (value: unknown): boolean =>
    fits({ kind: "named", name }, value, schemas);

function interpretRoute(route: RoutePlan, scope: Scope): RouteTarget {
  const { app } = scope;
  const folded = headersOf(route.around);
  if (route.dispatch === "constant") return createConstant(app.constant(route.key), folded);
  const members = membersOf(route.around, scope);
  const socket =
    route.socket &&
    createSocketRoute(app, route.key, interpretSocket(route.socket, scope.schemas, app.route(route.key)));
  if (socket !== undefined) scope.sockets.push(socket);
  const end: ChainEnd = {
    answer: createAnswer(route, scope, folded, socket),
    fail: (error, context) => app.fail(error, context.request, route.key, folded),
    headers: folded,
  };
  const parameters = createParameterReader(route.path, route.rivals);
  return async (request, server) => {
    const context = new Context(request, server, route.path);
    try {
      if (route.idleTimeoutSeconds !== undefined) server?.timeout(request, route.idleTimeoutSeconds);
      if (route.hostCheck === "url") checkUrlHost(request);
      else checkHost(request, server);
      // A target with two readings is refused before anything of the app runs.
      if (route.parameters.length > 0) context.params = readParameters(request, parameters);
    } catch (error) {
      return resumeFailed(members, error, context, end);
    }
    const answer = runChain(members, context, end);
    return socket === undefined ? answer : openSocket(context, socket, answer);
  };
}

/** What answers: a constant, the handler, or what has it called in a worker. */
function createHandler(
  route: RoutePlan,
  { app, schemas }: Scope,
  encoders: Encoders | undefined,
): (context: unknown) => unknown {
  const { key, isConstant, isLazy, worker } = route;
  if (isConstant) return createConstantHandler(app.constant(key)) as (context: unknown) => unknown;
  const run = isLazy ? app.lazyHandler(key, createLazyCaller) : app.handler(key);
  if (worker === undefined) return run;
  const parseRaw = createRawBodyParser(route, schemas);
  return app.offload(key, worker, async (context) => {
    if (context.body instanceof Uint8Array) await parseRaw?.(context);
    return respondWhole(run(context), encoders);
  });
}

function createAnswer(
  route: RoutePlan,
  scope: Scope,
  folded: FoldedHeaders | undefined,
  socket: SocketRoute | undefined,
): ChainEnd["answer"] {
  const { schemas, plan, app } = scope;
  const readInputs = createInputReader(route, schemas, plan.forms, app);
  if (socket !== undefined) {
    return async (context) => {
      await readInputs(context.request, context, context.params as TextParameters);
      return acceptSocket(context, socket, folded);
    };
  }
  if (route.isDirectory) {
    const answerWith = app.handler(route.key) as StaticHandler;
    return (context) => answerWith(context, folded);
  }
  const encoders = route.responses && createEncoders(route.responses, schemas);
  const handle = createHandler(route, scope, encoders);
  if (route.cache === undefined) {
    return async (context) => {
      await readInputs(context.request, context, context.params as TextParameters);
      const result = handle(context);
      return mayStream(route)
        ? respondOrStream(app, context, result, encoders, folded)
        : respondWhenReady(Promise.resolve(result), encoders, folded);
    };
  }
  const compute = async (context: unknown): Promise<Response> =>
    respondWhenReady(
      Promise.try(() => handle(context)),
      encoders,
    );
  const cached = createCachedAnswer(app.cached(route.key, route.cache, keptAnswers), compute, folded);
  return async (context) =>
    cached(context, await readInputs(context.request, context, context.params as TextParameters));
}
