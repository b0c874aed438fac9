import type { AppPlan, RoutePlan } from "../compile/app-plan.ts";
import { Names } from "../compile/names.ts";
import { type AppDefinition, type RouteDefinition, keyOf } from "../define/app-definition.ts";
import type { ApiDescription, Operation, WireSchema } from "./api-description.ts";
import { nameComponents, referredNames, renamed } from "./component-names.ts";
import { describeAnswers, describeBodies } from "./contents.ts";
import { operationName, typeNameOf } from "./operation-names.ts";
import { describeParameters } from "./parameters.ts";
import { describeProblems } from "./problems.ts";
import { SchemaBook } from "./schema-book.ts";
import { SecurityBook } from "./security.ts";

/** The names that a client has beside those of the app's schemas. */
const ownNames = ["Api", "Problem", "ValidationProblem"];

/**
 * Describes what an app answers, hidden routes and WebSockets left out. Pure: the same definition and plan give the same description.
 *
 * @param plan of that definition, without diagnostics
 */
export function describeApp(definition: AppDefinition, plan: AppPlan): ApiDescription {
  const schemas = new SchemaBook();
  const security = new SecurityBook();
  const names = new Names();
  const plans = new Map(plan.routes.map((route) => [route.key, route]));
  // OpenAPI has no words for the messages of a WebSocket.
  const shown = definition.routes.filter(
    ({ options, isSocket = false }) => options.docs?.hidden !== true && !isSocket,
  );
  const operations = shown.flatMap((route) => {
    const routePlan = plans.get(keyOf(route));
    if (routePlan === undefined) return [];
    const shared = describeRoute(route, routePlan, schemas);
    return routePlan.methods.map((method): Operation => ({
      ...shared,
      id: names.claim(route.options.docs?.operationId ?? operationName(method, route.path)),
      method,
      problems: describeProblems(route, routePlan, method, plan),
      security: security.read(routePlan, plan),
    }));
  });
  return withNames(
    { docs: definition.options.docs ?? {}, operations, schemas: {}, securitySchemes: security.schemes },
    schemas,
  );
}

type Shared = Omit<Operation, "id" | "method" | "problems" | "security">;

/** What all methods of a route have. */
function describeRoute(route: RouteDefinition, plan: RoutePlan, schemas: SchemaBook): Shared {
  const { summary, description, tags = [], deprecated = false } = route.options.docs ?? {};
  return {
    path: route.path,
    summary,
    description,
    tags,
    isDeprecated: deprecated,
    parameters: describeParameters(route, plan, schemas),
    bodies: describeBodies(route, plan, schemas),
    answers: describeAnswers(route, plan, schemas),
  };
}

/** The description with its components under their names, those only that something refers to. */
function withNames(description: ApiDescription, { components }: SchemaBook): ApiDescription {
  const reserved = [...ownNames, ...description.operations.map(({ id }) => typeNameOf(id))];
  const names = nameComponents(components, reserved);
  const nameOf = (full: string): string => names.get(full) ?? full;
  const schemas: Record<string, WireSchema> = {};
  for (const [full, { schema }] of components) schemas[nameOf(full)] ??= renamed(schema, nameOf);
  const operations = renamed(description.operations, nameOf);
  return { ...description, operations, schemas: usedOf(schemas, operations) };
}

function usedOf(
  schemas: Readonly<Record<string, WireSchema>>,
  operations: readonly Operation[],
): Readonly<Record<string, WireSchema>> {
  const used = new Set(referredNames(operations));
  for (const name of used) referredNames(schemas[name], used);
  return Object.fromEntries([...used].toSorted().map((name) => [name, schemas[name] ?? {}]));
}
