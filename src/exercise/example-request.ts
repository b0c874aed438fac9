import type { AppPlan, RoutePlan } from "../compile/app-plan.ts";
import { isRecord } from "../compile/schema-place.ts";
import { type AppDefinition, type RouteDefinition, keyOf } from "../define/app-definition.ts";
import type { Content, Parameter } from "../describe/api-description.ts";
import { describeBodies } from "../describe/contents.ts";
import { exampleOf } from "../describe/example.ts";
import { describeParameters } from "../describe/parameters.ts";
import { SchemaBook } from "../describe/schema-book.ts";
import { type CallInput, type WireRequest, wireRequest } from "../typed-client/wire-request.ts";
import { type Schemas, exampleBody } from "./example-body.ts";
import type { PlainRequest } from "./plain-request.ts";

/** Why there is no request for a route. */
export interface NoRequest {
  readonly reason: string;
}

/** What a route is asked with, beside its examples. */
export interface Given {
  /** Header fields, such as credentials. */
  readonly headers: Readonly<Record<string, string>>;
}

interface Described {
  readonly parameters: readonly Parameter[];
  readonly bodies: readonly Content[];
}

/** Makes requests for the routes of an app, of the examples that its schemas give, else of values that fit them. */
export class ExampleRequests {
  readonly #book = new SchemaBook();
  readonly #described: ReadonlyMap<string, Described>;
  readonly #schemas: Schemas;

  constructor(definition: AppDefinition, plan: AppPlan) {
    const routes = new Map(definition.routes.map((route) => [keyOf(route), route]));
    // All of them: a schema may refer to one of an earlier route.
    const described = plan.routes.map((route) => [route.key, this.#describe(routes.get(route.key), route)]);
    this.#described = new Map(described as [string, Described][]);
    this.#schemas = Object.fromEntries(
      [...this.#book.components].map(([name, { schema }]) => [name, schema]),
    );
  }

  /** A request that fits the schemas of a route. What its handler makes of it is another matter. */
  async make(route: RouteDefinition, plan: RoutePlan, given: Given): Promise<PlainRequest | NoRequest> {
    const { parameters = [], bodies = [] } = this.#described.get(plan.key) ?? {};
    const method = methodOf(plan);
    const input = inputOf(parameters, bodies, this.#schemas);
    if ("reason" in input) return input;
    const file = route.directory === undefined ? undefined : await firstFile(route.directory.place);
    const params = file === undefined ? input.params : { ...input.params, "*": file };
    try {
      return await plainRequest(
        wireRequest(method, plan.path, { ...input, ...(params && { params }) }, given.headers),
      );
    } catch (error) {
      return { reason: error instanceof Error ? error.message : String(error) };
    }
  }

  #describe(route: RouteDefinition | undefined, plan: RoutePlan): Described {
    if (route === undefined) return { parameters: [], bodies: [] };
    return {
      parameters: describeParameters(route, plan, this.#book),
      bodies: describeBodies(route, plan, this.#book),
    };
  }
}

/** The method that a route is asked by: one that only reads, if it has one. */
export const methodOf = ({ methods }: Pick<RoutePlan, "methods">): string =>
  methods.find((method) => method === "GET") ??
  methods.find((method) => method === "HEAD") ??
  methods[0] ??
  "GET";

/** What is optional is left out, unless its schema gives an example. */
function inputOf(
  parameters: readonly Parameter[],
  bodies: readonly Content[],
  schemas: Schemas,
): CallInput | NoRequest {
  const values = { path: {}, query: {}, header: {}, cookie: {} } as Record<
    Parameter["in"],
    Record<string, string | readonly string[]>
  >;
  for (const parameter of parameters) {
    if (!parameter.isRequired && !hasExample(parameter)) continue;
    const value = exampleOf(parameter.schema, schemas);
    if (value === undefined) return nothingFor(`${parameter.in} ${parameter.name}`);
    values[parameter.in][parameter.name] = textsOf(value, parameter);
  }
  const [content] = bodies;
  const body = content === undefined ? {} : exampleBody(content, schemas);
  if (body === undefined) return nothingFor("the body");
  return {
    params: values.path,
    query: values.query,
    headers: values.header as never,
    cookies: values.cookie,
    ...body,
  };
}

const nothingFor = (what: string): NoRequest => ({
  reason: `nothing can be made up for ${what}: give its schema examples`,
});

const hasExample = ({ schema }: Parameter): boolean => isRecord(schema) && Array.isArray(schema["examples"]);

function textsOf(value: unknown, { separator }: Parameter): string | readonly string[] {
  if (!Array.isArray(value)) return textOf(value);
  const texts = value.map(textOf);
  return separator === undefined ? texts : texts.join(separator);
}

const textOf = (value: unknown): string =>
  typeof value === "object" ? JSON.stringify(value) : String(value);

/** The first file that a directory has, from there. */
async function firstFile(directory: string): Promise<string | undefined> {
  for await (const file of new Bun.Glob("**/*").scan({ cwd: directory })) return file;
  return undefined;
}

async function plainRequest({ method, target, headers, body }: WireRequest): Promise<PlainRequest> {
  if (body === undefined) return { method, target, headers, body };
  // A form says its own type, with its boundary.
  const content = new Response(body);
  const type = headers["content-type"] ?? content.headers.get("content-type");
  const bytes = new Uint8Array(await content.arrayBuffer());
  return {
    method,
    target,
    headers: { ...headers, ...(type === null ? {} : { "content-type": type }) },
    body: bytes,
  };
}
