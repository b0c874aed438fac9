import { checkHost, checkUrlHost } from "../http/host.ts";
import type { Binding } from "../define/binding.ts";
import { admit } from "../runtime/chain.ts";
import { createConstant, createConstantHandler } from "../runtime/constant.ts";
import { Context } from "../runtime/context.ts";
import { createFallback } from "../runtime/fallback.ts";
import { type TextParameters, createParameterReader, readParameters } from "../runtime/parameters.ts";
import { respond, respondBySchema } from "../runtime/reply.ts";
import type { BunsenRequest, RouteTable, RouteTarget } from "../runtime/route-table.ts";
import { bindTransforms } from "../runtime/transforms.ts";
import type { PlanRegistry } from "../runtime/value-plan.ts";
import { type AppPlan, type RoutePlan, registryOf } from "./app-plan.ts";
import { createEncoders } from "./interpret-encoders.ts";
import { createInputReader } from "./interpret-inputs.ts";

/**
 * A table that follows the plan step by step, without generated code. It says what a plan means: an emitted table must
 * give the same answers. It also serves where a process refuses code generation from strings.
 */
export function interpretApp(plan: AppPlan, app: Binding): RouteTable {
  const routes: Record<string, Record<string, RouteTarget>> = {};
  const schemas = bindTransforms(registryOf(plan), app);
  for (const route of plan.routes) {
    const target = interpretRoute(route, schemas, plan.forms, app);
    for (const method of route.methods) (routes[route.target] ??= {})[method] = target;
  }
  return { routes, fallback: createFallback(routes, app.fail) };
}

function interpretRoute(
  route: RoutePlan,
  schemas: PlanRegistry,
  forms: AppPlan["forms"],
  app: Binding,
): RouteTarget {
  if (route.dispatch === "constant") return createConstant(app.constant(route.key));
  const answer = createAnswer(route, schemas, forms, app);
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

function createAnswer(
  route: RoutePlan,
  schemas: PlanRegistry,
  forms: AppPlan["forms"],
  app: Binding,
): Answer {
  const handle = route.isConstant
    ? (createConstantHandler(app.constant(route.key)) as (context: unknown) => unknown)
    : app.handler(route.key);
  const encoders = route.responses && createEncoders(route.responses, schemas);
  const readInputs = createInputReader(route, schemas, forms, app);
  return async (request, context, parameters) => {
    await readInputs(request, context, parameters);
    const result = await handle(context);
    return encoders === undefined ? respond(result) : respondBySchema(result, encoders);
  };
}
