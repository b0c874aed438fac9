import { defaultJsonDepth } from "../http/json-depth.ts";
import { type Method, methodsWithBody, routableMethods } from "../http/methods.ts";
import { encodePattern, parameterNames } from "../http/path-pattern.ts";
import { type AppDefinition, type RouteDefinition, keyOf, middlewareOf } from "../define/app-definition.ts";
import { checksResponses, defaultBodyLimitBytes } from "../define/app-options.ts";
import { fingerprintOf } from "../define/fingerprint.ts";
import { loaderOf } from "../define/lazy.ts";
import { defaultPool } from "../define/worker-options.ts";
import { isHtmlPage } from "../runtime/html-page.ts";
import { shapeOf } from "./ambiguity.ts";
import type { AppPlan, AroundPlan, InputPlan, RoutePlan } from "./app-plan.ts";
import { streamsBody } from "./body-planner.ts";
import { planCache } from "./cache-planner.ts";
import type { Calibration } from "./calibration.ts";
import type { Diagnostic } from "../define/diagnostic.ts";
import { dispatchOf, readsHeader } from "./dispatch.ts";
import { InputPlanner } from "./input-planner.ts";
import { reachable } from "./kinds-only.ts";
import type { MiddlewarePlanner } from "./middleware-planner.ts";
import type { Subject } from "./middleware-subject.ts";
import { Names } from "./names.ts";
import { constantMismatch, constantProblem, pageProblem } from "./plan-constant.ts";
import { boundsDepth } from "./plan-depth.ts";
import { type ReadRoute, checkRouteOptions } from "./planner-checks.ts";
import { checkMiddleware } from "./middleware-checks.ts";
import { checkRequiredGuard } from "./required-guard.ts";
import { ResponsePlanner } from "./response-planner.ts";
import { PrefixIndex, rivalsOf, routesWithin } from "./rivals.ts";
import type { SchemaPlanner } from "./schema-planner.ts";
import { SocketPlanner } from "./socket-planner.ts";
import { checkStreamed } from "./stream-checks.ts";
import { planWorker } from "./worker-planner.ts";

/** Plans the routes of one app, which share names and schemas. */
export class RoutePlanner {
  readonly #definition: AppDefinition;
  readonly #report: (diagnostic: Diagnostic) => void;
  readonly #routes: readonly ReadRoute[];
  readonly #prefixes: PrefixIndex;
  readonly #checksRules: boolean;
  readonly #names = new Names();
  readonly #schemaPlanner: SchemaPlanner;
  readonly #inputPlanner: InputPlanner;
  readonly #responsePlanner: ResponsePlanner;
  readonly #socketPlanner: SocketPlanner;
  readonly #middlewarePlanner: MiddlewarePlanner;
  /** The methods that have a route of their own, by the shape of its path. */
  readonly #methodsByShape: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(
    definition: AppDefinition,
    routes: readonly ReadRoute[],
    report: (diagnostic: Diagnostic) => void,
    middlewarePlanner: MiddlewarePlanner,
    schemaPlanner: SchemaPlanner,
    calibration: Calibration,
  ) {
    this.#checksRules = checksResponses(definition.options);
    this.#definition = definition;
    this.#middlewarePlanner = middlewarePlanner;
    this.#schemaPlanner = schemaPlanner;
    this.#report = report;
    this.#inputPlanner = new InputPlanner(this.#schemaPlanner, report);
    this.#responsePlanner = new ResponsePlanner(schemaPlanner, calibration, this.#checksRules, report);
    const jsonDepth = definition.options.limits?.jsonDepth ?? defaultJsonDepth;
    const checks = { checksRules: this.#checksRules, jsonDepth };
    this.#socketPlanner = new SocketPlanner(this.#schemaPlanner, calibration, checks, report);
    this.#routes = routes;
    this.#prefixes = new PrefixIndex(routes);
    const byShape = Map.groupBy(routes, ({ segments }) => shapeOf(segments));
    this.#methodsByShape = new Map([...byShape].map(([shape, group]) => [shape, methodsIn(group)]));
  }

  get schemas(): AppPlan["schemas"] {
    return this.#schemaPlanner.schemas;
  }

  /** The schemas that routes read or write by, and those that middleware checks by. */
  schemasOf(routes: readonly RoutePlan[], middleware: AppPlan["middleware"]): AppPlan["schemas"] {
    if (this.#checksRules) return this.schemas;
    const roots = routes.flatMap(({ inputs, responses, socket }) => [
      ...[socket?.message.schema, socket?.send.schema].flatMap((schema) => schema ?? []),
      ...Object.values(inputs).flatMap(({ schema }) => schema ?? []),
      ...Object.values(responses ?? {}),
    ]);
    roots.push(...Object.values(middleware).flatMap(({ checks }) => checks ?? []));
    return reachable(roots, this.schemas);
  }

  plan({ route: defined, segments }: ReadRoute): RoutePlan {
    const route = { ...defined, options: checkRouteOptions(defined, this.#report) };
    const name = this.#names.claim(nameOf(route));
    const parameters = parameterNames(segments);
    const methods = this.#methodsOf(route, shapeOf(segments));
    const subject = subjectOf({ route, segments }, methods, this.#routes);
    checkMiddleware(subject, this.#report);
    checkRequiredGuard(route.answer, subject, this.#report);
    const around = this.#middlewarePlanner.plan(subject);
    const declared = this.#responsePlanner.plan(route, name);
    this.#checkConstant(route, declared, around);
    checkStreamed(route, this.#report);
    const responses = this.#responsePlanner.written(declared);
    const inputs = this.#inputPlanner.plan(route, name, parameters);
    const cache = this.#cacheOf(route, inputs, around);
    const worker = this.#planWorker(route, inputs, parameters, cache);
    return {
      key: keyOf(route),
      name,
      methods,
      path: route.path,
      target: encodePattern(segments),
      parameters,
      rivals: rivalsOf({ route, segments }, this.#prefixes),
      source: route.source,
      hostCheck: route.isSocket || readsHeader(route.options, around, methods) ? "field" : "url",
      ...dispatchOf(route, around, parameters, cache, worker),
      isLazy: loaderOf(route.answer) !== undefined,
      isConstant: isConstant(route),
      isDirectory: route.directory !== undefined,
      inputs,
      responses,
      encoders: this.#responsePlanner.encoders(responses),
      bodyLimitBytes: this.#bodyLimitOf(route, methods, around),
      idleTimeoutSeconds: route.options.idleTimeoutSeconds,
      streamsBody: streamsBody(route),
      bodyDepth: this.#bodyDepthOf(inputs.body),
      around,
      cache,
      worker,
      socket: route.isSocket ? this.#socketPlanner.plan(route, name) : undefined,
      fingerprint: fingerprintOf(route, this.#definition),
    };
  }

  #planWorker(
    route: RouteDefinition,
    inputs: RoutePlan["inputs"],
    parameters: readonly string[],
    cache: RoutePlan["cache"],
  ): RoutePlan["worker"] {
    const pools = [defaultPool, ...Object.keys(this.#definition.options.workers?.pools ?? {})];
    return planWorker(
      route,
      { inputs, parameters, cache },
      this.#schemaPlanner.registry,
      pools,
      this.#report,
    );
  }

  #methodsOf({ method }: RouteDefinition, shape: string): readonly Method[] {
    if (method !== "ALL") return [method];
    const own = this.#methodsByShape.get(shape);
    // HEAD follows GET: a HEAD route of its own would hide that.
    return routableMethods.filter((candidate) => candidate !== "HEAD" && !own?.has(candidate));
  }

  #cacheOf(
    route: RouteDefinition,
    inputs: RoutePlan["inputs"],
    { middleware }: AroundPlan,
  ): RoutePlan["cache"] {
    const active = middleware.flatMap(({ id }) => this.#middlewarePlanner.middleware[id] ?? []);
    const cache = planCache(route, inputs, active, this.#report);
    const { useResponseCache = true } = this.#definition.options.performance?.optimizations ?? {};
    return useResponseCache ? cache : undefined;
  }

  #bodyLimitOf(
    { options }: RouteDefinition,
    methods: readonly Method[],
    { bodyLimit }: AroundPlan,
  ): number | undefined {
    if (!methods.some((method) => methodsWithBody.has(method))) return undefined;
    const { limits } = this.#definition.options;
    return options.bodyLimitBytes ?? bodyLimit?.limitBytes ?? limits?.bodyBytes ?? defaultBodyLimitBytes;
  }

  /** Most schemas bound it themselves: their bodies are not measured. */
  #bodyDepthOf(input: InputPlan | undefined): number | undefined {
    if (input?.body?.kind !== "json") return undefined;
    const { schema: name } = input;
    if (name !== undefined && boundsDepth({ kind: "named", name }, this.#schemaPlanner.registry))
      return undefined;
    return this.#definition.options.limits?.jsonDepth ?? defaultJsonDepth;
  }

  #checkConstant(route: RouteDefinition, responses: RoutePlan["responses"], around: AroundPlan): void {
    if (!isConstant(route)) return;
    if (isHtmlPage(route.answer)) return this.#checkPage(route, around);
    const problem =
      constantProblem(route.answer) ??
      constantMismatch(route.answer, responses, this.#schemaPlanner.registry);
    if (problem === undefined) return;
    this.#report({
      code: "invalid_constant",
      source: route.source,
      problem: `${keyOf(route)}: ${problem}`,
      fix: "Return it from a handler: () => value. A constant is text, bytes or plain JSON data.",
    });
  }

  #checkPage(route: RouteDefinition, around: AroundPlan): void {
    const problem = pageProblem(route, around);
    if (problem === undefined) return;
    this.#report({
      code: "invalid_constant",
      source: route.source,
      problem: `${keyOf(route)}: ${problem}`,
      fix: "Leave middleware out there (skip, a fast path), or serve what `bun build` makes of the page with static().",
    });
  }
}

const isConstant = ({ answer, isSocket = false }: RouteDefinition): boolean =>
  typeof answer !== "function" && !isSocket;

/** What middleware is decided for. */
export function subjectOf(
  { route, segments }: ReadRoute,
  methods: readonly string[],
  routes: readonly ReadRoute[],
): Subject {
  // Options that are none are reported by then.
  const { skip, allowUnguarded } = (route.options as RouteDefinition["options"] | null) ?? {};
  const middleware = middlewareOf(route);
  const key = keyOf(route);
  return {
    key,
    source: route.source,
    isRoute: true,
    segments,
    methods,
    rivals: () => routesWithin(segments, routes),
    middleware,
    owner: { key, middleware },
    skip: Array.isArray(skip) ? skip : [],
    allowUnguarded: allowUnguarded === true,
  };
}

/** What a route's name is made from. Some paths, `/` and `/é`, have nothing that an identifier can hold. */
function nameOf(route: RouteDefinition): string {
  if (route.path === "/") return `${route.method}_root`;
  return /[A-Za-z0-9*]/.test(route.path) ? keyOf(route) : `${route.method}_path`;
}

const methodsIn = (group: readonly ReadRoute[]): ReadonlySet<string> =>
  new Set(group.map(({ route }) => route.method));
