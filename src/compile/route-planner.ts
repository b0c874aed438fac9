import type { TSchema } from "@sinclair/typebox";
import { type Method, methodsWithBody, routableMethods } from "../http/methods.ts";
import { encodePattern, parameterNames } from "../http/path-pattern.ts";
import { type AppDefinition, type RouteDefinition, keyOf } from "../define/app-definition.ts";
import { checksResponses, defaultBodyLimitBytes } from "../define/app-options.ts";
import { fingerprintOf } from "../define/fingerprint.ts";
import type { InputLocation } from "../runtime/validation-error.ts";
import { shapeOf } from "./ambiguity.ts";
import type { AppPlan, InputPlan, RoutePlan } from "./app-plan.ts";
import type { Calibration } from "./calibration.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { dispatchOf, planMiddleware, readsHeader } from "./dispatch.ts";
import { planEncoder } from "./encoder-planner.ts";
import { reachable } from "./kinds-only.ts";
import { Names } from "./names.ts";
import { constantMismatch, constantProblem } from "./plan-constant.ts";
import { type ReadRoute, checkMiddleware, checkRouteOptions } from "./planner-checks.ts";
import { rivalsOf } from "./rivals.ts";
import { namesValues } from "./schema-objects.ts";
import { SchemaPlanner } from "./schema-planner.ts";

/** Plans the routes of one app, which share names and schemas. */
export class RoutePlanner {
  readonly #definition: AppDefinition;
  readonly #report: (diagnostic: Diagnostic) => void;
  readonly #routes: readonly ReadRoute[];
  readonly #calibration: Calibration;
  readonly #checksRules: boolean;
  readonly #names = new Names();
  readonly #schemaPlanner = new SchemaPlanner(new Names());
  /** The methods that have a route of their own, by the shape of its path. */
  readonly #methodsByShape: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(
    definition: AppDefinition,
    routes: readonly ReadRoute[],
    report: (diagnostic: Diagnostic) => void,
    calibration: Calibration,
  ) {
    this.#calibration = calibration;
    this.#checksRules = checksResponses(definition.options);
    this.#definition = definition;
    this.#report = report;
    this.#routes = routes;
    const byShape = Map.groupBy(routes, ({ segments }) => shapeOf(segments));
    this.#methodsByShape = new Map([...byShape].map(([shape, group]) => [shape, methodsIn(group)]));
  }

  get schemas(): AppPlan["schemas"] {
    return this.#schemaPlanner.schemas;
  }

  /** The schemas that routes read or write by. */
  schemasOf(routes: readonly RoutePlan[]): AppPlan["schemas"] {
    if (this.#checksRules) return this.schemas;
    const roots = routes.flatMap(({ inputs, responses }) => [
      ...Object.values(inputs).map(({ schema }) => schema),
      ...Object.values(responses ?? {}),
    ]);
    return reachable(roots, this.schemas);
  }

  plan({ route: defined, segments }: ReadRoute): RoutePlan {
    const route = { ...defined, options: checkRouteOptions(defined, this.#report) };
    checkMiddleware(route, this.#report);
    const name = this.#names.claim(nameOf(route));
    const parameters = parameterNames(segments);
    const methods = this.#methodsOf(route, shapeOf(segments));
    const middleware = route.middleware.map(planMiddleware);
    const declared = this.#planResponses(route, name);
    this.#checkConstant(route, declared);
    const responses = this.#checksRules ? declared : this.#withoutRules(declared);
    return {
      key: keyOf(route),
      name,
      methods,
      path: route.path,
      target: encodePattern(segments),
      parameters,
      rivals: rivalsOf({ route, segments }, this.#routes),
      source: route.source,
      hostCheck: readsHeader(route.options, middleware, methods) ? "field" : "url",
      ...dispatchOf(route, middleware),
      isConstant: typeof route.answer !== "function",
      inputs: this.#planInputs(route, name, parameters),
      responses,
      encoders: this.#planEncoders(responses),
      bodyLimitBytes: this.#bodyLimitOf(route, methods),
      middleware,
      fingerprint: fingerprintOf(route, this.#definition),
    };
  }

  #methodsOf({ method }: RouteDefinition, shape: string): readonly Method[] {
    if (method !== "ALL") return [method];
    const own = this.#methodsByShape.get(shape);
    // HEAD follows GET: a HEAD route of its own would hide that.
    return routableMethods.filter((candidate) => candidate !== "HEAD" && !own?.has(candidate));
  }

  #bodyLimitOf({ options }: RouteDefinition, methods: readonly Method[]): number | undefined {
    if (!methods.some((method) => methodsWithBody.has(method))) return undefined;
    return options.bodyLimitBytes ?? this.#definition.options.limits?.bodyBytes ?? defaultBodyLimitBytes;
  }

  #planInputs(route: RouteDefinition, name: string, parameters: readonly string[]): RoutePlan["inputs"] {
    const inputs: Partial<Record<InputLocation, InputPlan>> = {};
    for (const location of ["params", "query", "headers", "cookies", "body"] as const) {
      const schema = route.options[location];
      if (schema === undefined) continue;
      const planned = this.#planSchema(route, schema, "input", `${name}_${location}`, location);
      inputs[location] = {
        schema: planned,
        keys: location === "body" ? [] : this.#keysOf(route, planned, location),
      };
    }
    if (inputs.params) this.#checkParameters(route, parameters, inputs.params.keys);
    return inputs;
  }

  #planResponses(route: RouteDefinition, name: string): RoutePlan["responses"] {
    const { response } = route.options;
    if (response === undefined) return undefined;
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
      responses[status] = this.#planSchema(
        route,
        schema,
        "output",
        `${name}_${status}`,
        `response/${status}`,
      );
    }
    return responses;
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

  #planSchema(
    route: RouteDefinition,
    schema: TSchema,
    direction: "input" | "output",
    name: string,
    option: string,
  ): string {
    return this.#schemaPlanner.plan(schema, direction, name, ({ pointer, problem, fix }) =>
      this.#report({
        code: "unsupported_schema",
        source: route.source,
        problem: `${keyOf(route)}, ${option}${pointer === "" ? "" : ` ${pointer}`}: ${problem}`,
        fix,
      }),
    );
  }

  /** Names of a location's values. Such a schema is an object: the values come by name. */
  #keysOf(route: RouteDefinition, schema: string, location: InputLocation): readonly string[] {
    const plan = this.schemas[schema]?.plan;
    if (plan?.kind === "object" && namesValues(plan)) {
      const keys = plan.properties.map(({ key }) => key);
      if (location === "headers") this.#checkFieldNames(route, keys);
      return keys;
    }
    this.#report({
      code: "unsupported_schema",
      source: route.source,
      problem: `${keyOf(route)}: the ${location} schema is not an object schema.`,
      fix: `Use t.Object with a property for each name: ${location}: t.Object({ name: t.String() }).`,
    });
    return [];
  }

  /** A request cannot have a field of another name, and asking for one throws (RFC 9110 §5.6.2). */
  #checkFieldNames(route: RouteDefinition, names: readonly string[]): void {
    for (const name of names.filter((text) => !/^[\w!#$%&'*+.^`|~-]+$/.test(text))) {
      this.#report({
        code: "unsupported_schema",
        source: route.source,
        problem: `${keyOf(route)}: the headers schema names ${JSON.stringify(name)}, which no header field can be called.`,
        fix: 'Use letters, digits and -: "x-request-id".',
      });
    }
  }

  #checkParameters(route: RouteDefinition, parameters: readonly string[], declared: readonly string[]): void {
    for (const name of parameters.filter((parameter) => !declared.includes(parameter))) {
      this.#report({
        code: "parameter_without_schema",
        source: route.source,
        problem: `${keyOf(route)}: the params schema has no property for ${name === "*" ? "the *" : `:${name}`}.`,
        fix: `Add ${JSON.stringify(name)} to it, or leave the schema out to get text.`,
      });
    }
    for (const name of declared.filter((key) => !parameters.includes(key))) {
      this.#report({
        code: "parameter_without_schema",
        source: route.source,
        problem: `${keyOf(route)}: the params schema names ${JSON.stringify(name)}, which is not in the path.`,
        fix: `Add :${name} to the path, or remove the property.`,
      });
    }
  }

  #reportStatus(route: RouteDefinition, status: string): void {
    this.#report({
      code: "invalid_option",
      source: route.source,
      problem: `${keyOf(route)} declares a response for ${JSON.stringify(status)}, which is no final status.`,
      fix: "Use statuses from 200 to 599.",
    });
  }

  #checkConstant(route: RouteDefinition, responses: RoutePlan["responses"]): void {
    if (typeof route.answer === "function") return;
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
}

/** What a route's name is made from. Some paths, `/` and `/é`, have nothing that an identifier can hold. */
function nameOf(route: RouteDefinition): string {
  if (route.path === "/") return `${route.method}_root`;
  return /[A-Za-z0-9*]/.test(route.path) ? keyOf(route) : `${route.method}_path`;
}

const methodsIn = (group: readonly ReadRoute[]): ReadonlySet<string> =>
  new Set(group.map(({ route }) => route.method));
