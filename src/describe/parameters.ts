import type { RoutePlan } from "../compile/app-plan.ts";
import { type Schema, isRecord } from "../compile/schema-place.ts";
import type { RouteDefinition } from "../define/app-definition.ts";
import type { Parameter } from "./api-description.ts";
import { jsonSchemaOf } from "./foreign-schema.ts";
import type { SchemaBook } from "./schema-book.ts";

const places = { params: "path", query: "query", headers: "header", cookies: "cookie" } as const;

type Location = keyof typeof places;

/** The parameters of a route, in the order of its path, then of its schemas. */
export function describeParameters(
  route: RouteDefinition,
  plan: RoutePlan,
  book: SchemaBook,
): readonly Parameter[] {
  return (Object.keys(places) as Location[]).flatMap((location) => parametersOf(location, route, plan, book));
}

function parametersOf(
  location: Location,
  { options }: RouteDefinition,
  plan: RoutePlan,
  book: SchemaBook,
): readonly Parameter[] {
  const declared = book.resolve(jsonSchemaOf(options[location]));
  const { properties = {}, required = [] } = declared as {
    properties?: Schema;
    required?: readonly string[];
  };
  const names = location === "params" ? plan.parameters : Object.keys(properties);
  return names
    .filter((name) => location !== "headers" || !unsaid.has(name.toLowerCase()))
    .map((name) => {
      const schema = Object.hasOwn(properties, name) ? properties[name] : { type: "string" };
      const isRequired = location === "params" || (required.includes(name) && !hasDefault(schema));
      return parameterOf(name, location, isRequired, schema, declared, book);
    });
}

/** Those that OpenAPI tells elsewhere (Parameter Object). */
const unsaid: ReadonlySet<string> = new Set(["accept", "content-type", "authorization"]);

const hasDefault = (schema: unknown): boolean => isRecord(schema) && schema.default !== undefined;

function parameterOf(
  name: string,
  location: Location,
  isRequired: boolean,
  schema: unknown,
  document: Schema,
  book: SchemaBook,
): Parameter {
  const { description, deprecated, separator } = isRecord(schema) ? schema : {};
  const place = { direction: "input", isRaw: false } as const;
  return {
    name,
    in: places[location],
    isRequired,
    description: typeof description === "string" ? description : undefined,
    isDeprecated: deprecated === true,
    schema: book.readWithin(schema, document, place),
    separator: typeof separator === "string" ? separator : undefined,
  };
}
