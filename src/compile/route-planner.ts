import type { TSchema } from "@sinclair/typebox";
import { defaultJsonDepth } from "../http/json-depth.ts";
import { type Method, methodsWithBody, routableMethods } from "../http/methods.ts";
import { encodePattern, parameterNames } from "../http/path-pattern.ts";
import { type AppDefinition, type RouteDefinition, keyOf, middlewareOf } from "../define/app-definition.ts";
import { checksResponses, defaultBodyLimitBytes } from "../define/app-options.ts";
import { fingerprintOf } from "../define/fingerprint.ts";
import { loaderOf } from "../define/lazy.ts";
import { defaultPool } from "../define/worker-options.ts";
import { isStandardSchema } from "../define/standard-schema.ts";
import { isHtmlPage } from "../runtime/html-page.ts";
import { shapeOf } from "./ambiguity.ts";
import type { AppPlan, AroundPlan, InputPlan, RoutePlan } from "./app-plan.ts";
import { streamsBody } from "./body-planner.ts";
import { planCache } from "./cache-planner.ts";
import type { Calibration } from "./calibration.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { dispatchOf, readsHeader } from "./dispatch.ts";
import { planEncoder } from "./encoder-planner.ts";
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
import { PrefixIndex, rivalsOf, routesWithin } from "./rivals.ts";
import { schemaReporter } from "./schema-place.ts";
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
  readonly #calibration: Calibration;
  readonly #checksRules: boolean;
  readonly #names = new Names();
  readonly #schemaPlanner: SchemaPlanner;
  readonly #inputPlanner: InputPlanner;
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
    this.#calibration = calibration;
    this.#checksRules = checksResponses(definition.options);
    this.#definition = definition;
    this.#middlewarePlanner = middlewarePlanner;
    this.#schemaPlanner = schemaPlanner;
    this.#report = report;
    this.#inputPlanner = new InputPlanner(this.#schemaPlanner, report);
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
    const declared = this.#withEvents(this.#planResponses(route, name), route, name);
    this.#checkConstant(route, declared, around);
    checkStreamed(route, this.#report);
    const responses = this.#checksRules ? declared : this.#withoutRules(declared);
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
      inputs,
      responses,
      encoders: this.#planEncoders(responses),
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

  #planResponses(route: RouteDefinition, name: string): RoutePlan["responses"] {
    const { response } = route.options;
    if (response === undefined) return undefined;
    if (isStandardSchema(response)) return this.#refuseValidator(route, "response");
    if (typeof response !== "object" || response === null) {
      this.#report({
        code: "invalid_option",
        source: route.source,
        problem: `${keyOf(route)}: response must be a schema, or schemas by status, not ${String(response)}.`,
        fix: "Write response: t.Object({ … }), or response: { 200: …, 404: … }.",
      });
      return undefined;
    }
    const byStatus = Symbol.for("TypeBox.Kind") in response ? { 200: response as TSchema } : response;
    const responses: Record<string, string> = {};
    for (const [status, schema] of Object.entries(byStatus as Record<string, TSchema>)) {
      if (!/^[2-5]\d\d$/.test(status)) this.#reportStatus(route, status);
      const location = `response/${status}`;
      if (isStandardSchema(schema)) {
        this.#refuseValidator(route, location);
        continue;
      }
      responses[status] = this.#planOutput(route, schema, location, `${name}_${status}`);
    }
    return responses;
  }

  /** Adds the schema of the events that a handler sends, beside those of statuses. */
  #withEvents(
    responses: RoutePlan["responses"],
    route: RouteDefinition,
    name: string,
  ): RoutePlan["responses"] {
    const { events } = route.options;
    if (events === undefined) return responses;
    if (isStandardSchema(events)) return this.#refuseValidator(route, "events") ?? responses;
    return { ...responses, events: this.#planOutput(route, events, "events", `${name}_events`) };
  }

  #planOutput(route: RouteDefinition, schema: TSchema, location: string, name: string): string {
    return this.#schemaPlanner.plan(
      schema,
      "output",
      name,
      { route: keyOf(route), location, hasFiles: false, isRaw: false },
      schemaReporter(route, location, this.#report),
    );
  }

  /** What a library checks by itself cannot be compiled into an encoder. */
  #refuseValidator(route: RouteDefinition, location: string): undefined {
    this.#report({
      code: "unsupported_schema",
      source: route.source,
      problem: `${keyOf(route)}, ${location}: a validator of another library cannot write answers.`,
      fix: 'Give its JSON Schema by status: { 200: t.Unsafe(z.toJSONSchema(User, { target: "draft-7" })) }.',
    });
  }

  #withoutRules(responses: RoutePlan["responses"]): RoutePlan["responses"] {
    if (responses === undefined) return undefined;
    const bare = Object.entries(responses).map(([status, schema]) => [
      status,
      this.#schemaPlanner.withoutRules(schema),
    ]);
    return Object.fromEntries(bare) as RoutePlan["responses"];
  }

  #planEncoders(responses: RoutePlan["responses"]): RoutePlan["encoders"] {
    const { registry } = this.#schemaPlanner;
    const checks = this.#checksRules ? "rules" : "kinds";
    const plans = Object.entries(responses ?? {}).map(([status, schema]) => [
      status,
      { ...planEncoder(schema, registry, this.#calibration), checks },
    ]);
    return Object.fromEntries(plans) as RoutePlan["encoders"];
  }

  #reportStatus(route: RouteDefinition, status: string): void {
    this.#report({
      code: "invalid_option",
      source: route.source,
      problem: `${keyOf(route)} declares a response for ${JSON.stringify(status)}, which is no final status.`,
      fix: "Use statuses from 200 to 599.",
    });
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
