import { readJson, limitBody } from "../http/body.ts";
import { checkHost, checkUrlHost } from "../http/host.ts";
import { readQuery, type TextValues } from "../http/query.ts";
import { queryOf } from "../http/target.ts";
import type { Binding } from "../define/binding.ts";
import { admit } from "../runtime/chain.ts";
import { createConstant, createConstantHandler } from "../runtime/constant.ts";
import { Context } from "../runtime/context.ts";
import { createFallback } from "../runtime/fallback.ts";
import { readCookies, readHeaders } from "../runtime/inputs.ts";
import { type TextParameters, createParameterReader, readParameters } from "../runtime/parameters.ts";
import { type Encoder, encodeJson, respond, respondBySchema } from "../runtime/reply.ts";
import type { BunsenRequest, RouteTable, RouteTarget } from "../runtime/route-table.ts";
import { parseText, type Text } from "../runtime/text.ts";
import { type InputLocation, mismatchError, validationError } from "../runtime/validation-error.ts";
import type { PlanRegistry } from "../runtime/value-plan.ts";
import { type AppPlan, type InputPlan, type RoutePlan, registryOf } from "./app-plan.ts";
import { fits } from "../runtime/failures.ts";
import { project } from "./interpret-value.ts";

/**
 * A table that follows the plan step by step, without generated code. It says what a plan means: an emitted table must
 * give the same answers. It also serves where a process refuses code generation from strings.
 */
export function interpretApp(plan: AppPlan, app: Binding): RouteTable {
  const routes: Record<string, Record<string, RouteTarget>> = {};
  const schemas = registryOf(plan);
  for (const route of plan.routes) {
    const target = interpretRoute(route, schemas, app);
    for (const method of route.methods) (routes[route.target] ??= {})[method] = target;
  }
  return { routes, fallback: createFallback(routes, app.fail) };
}

function interpretRoute(route: RoutePlan, schemas: PlanRegistry, app: Binding): RouteTarget {
  if (route.dispatch === "constant") return createConstant(app.constant(route.key));
  const answer = createAnswer(route, schemas, app);
  const parameters = createParameterReader(route.path, route.rivals);
  const hooks = route.middleware.map(({ name }) => app.middleware(route.key, name));
  return async (request, server) => {
    const context = new Context(request, server);
    let response: Response;
    try {
      if (route.hostCheck === "url") checkUrlHost(request);
      else checkHost(request, server);
      // A target with two readings is refused before anything of the app runs.
      const text = route.parameters.length > 0 ? readParameters(request, parameters) : noParameters;
      response = (await runBefore(hooks, context)) ?? (await answer(request, context, text));
    } catch (error) {
      response = await app.fail(error, request, route.key);
    }
    for (const hook of hooks.toReversed()) {
      try {
        response = (await hook.after(context, response)) ?? response;
      } catch (error) {
        response = await app.fail(error, request, route.key);
      }
    }
    return response;
  };
}

type Hooks = ReturnType<Binding["middleware"]>;

async function runBefore(hooks: readonly Hooks[], context: Context): Promise<Response | undefined> {
  for (const { before } of hooks) {
    const early = admit(context, await before(context));
    if (early !== undefined) return early;
  }
  return undefined;
}

const noParameters: TextParameters = {};

type Answer = (request: BunsenRequest, context: Context, parameters: TextParameters) => Promise<Response>;

function createAnswer(route: RoutePlan, schemas: PlanRegistry, app: Binding): Answer {
  const handle = route.isConstant
    ? (createConstantHandler(app.constant(route.key)) as (context: unknown) => unknown)
    : app.handler(route.key);
  const encoders = route.responses && createEncoders(route.responses, schemas);
  const readInputs = createInputReader(route, schemas);
  return async (request, context, parameters) => {
    await readInputs(request, context, parameters);
    const result = await handle(context);
    return encoders === undefined ? respond(result) : respondBySchema(result, encoders);
  };
}

function createEncoders(
  responses: Readonly<Record<string, string>>,
  schemas: PlanRegistry,
): Record<string, Encoder> {
  const encoders = Object.entries(responses).map(([status, name]): [string, Encoder] => {
    const plan = { kind: "named", name } as const;
    return [
      status,
      (value, init) => {
        if (!fits(plan, value, schemas)) throw mismatchError(name, value, schemas);
        return encodeJson(project(plan, value, "output", schemas), init);
      },
    ];
  });
  return Object.fromEntries(encoders);
}

function createInputReader(
  route: RoutePlan,
  schemas: PlanRegistry,
): (request: BunsenRequest, context: Context, parameters: TextParameters) => Promise<void> {
  const { inputs, bodyLimitBytes } = route;
  const read = (location: InputLocation, input: InputPlan, value: unknown): unknown => {
    const plan = { kind: "named", name: input.schema } as const;
    if (!fits(plan, value, schemas)) throw validationError(location, input.schema, value, schemas);
    return project(plan, value, "input", schemas);
  };
  const readText = (location: InputLocation, input: InputPlan, text: TextValues): unknown =>
    read(location, input, parseObject(input, text, schemas));
  return async (request, context, text) => {
    if (bodyLimitBytes !== undefined && !inputs.body)
      context.request = await limitBody(request, bodyLimitBytes);
    if (route.parameters.length > 0) {
      context.params = inputs.params ? readText("params", inputs.params, text) : text;
    }
    if (inputs.query) {
      context.query = readText(
        "query",
        inputs.query,
        readQuery(queryOf(request.url), new Set(inputs.query.keys)),
      );
    }
    if (inputs.headers) {
      context.headers = readText(
        "headers",
        inputs.headers,
        readHeaders(request, new Set(inputs.headers.keys)),
      );
    }
    if (inputs.cookies) {
      context.cookies = readText(
        "cookies",
        inputs.cookies,
        readCookies(request, new Set(inputs.cookies.keys)),
      );
    }
    if (inputs.body) context.body = read("body", inputs.body, await readJson(request, bodyLimitBytes ?? 0));
  };
}

/** The object that text values stand for, before it is checked. */
function parseObject(input: InputPlan, text: TextValues, schemas: PlanRegistry): Record<string, unknown> {
  const plan = schemas[input.schema];
  if (plan?.kind !== "object") throw new TypeError(`The schema ${input.schema} is not planned as an object.`);
  const value: Record<string, unknown> = Object.create(null);
  for (const { key, value: member } of plan.properties)
    value[key] = parseText(member, text[key] as Text, schemas);
  return value;
}
