import type { ApiDescription, Operation, Parameter, WireSchema } from "./api-description.ts";
import { bodyObject, responseObjects } from "./openapi-contents.ts";
import { problemSchemas } from "./problem-schemas.ts";

/** An OpenAPI document: plain JSON. */
export type OpenApiDocument = Readonly<Record<string, unknown>>;

/** The OpenAPI 3.1 document of a description. */
export function openApiDocument(description: ApiDescription): OpenApiDocument {
  const { docs, operations, schemas, securitySchemes } = description;
  const { title = "API", version = "0.0.0", servers = [{ url: "/" }] } = docs;
  const tags = tagsOf(description);
  const shared = { ...schemas, ...problemSchemas(operations) };
  return {
    openapi: "3.1.0",
    info: { title, version, ...ifGiven("description", docs.description) },
    servers,
    ...(tags.length > 0 ? { tags } : {}),
    // Nothing is asked for where an operation does not say so.
    security: [],
    paths: pathsOf(operations),
    components: {
      ...ifAny("schemas", sorted(shared)),
      ...ifAny("securitySchemes", securitySchemes),
    },
  };
}

const sorted = (schemas: Readonly<Record<string, WireSchema>>): object =>
  Object.fromEntries(Object.entries(schemas).toSorted(([a], [b]) => (a < b ? -1 : 1)));

const ifGiven = (key: string, value: unknown): object => (value === undefined ? {} : { [key]: value });
const ifAny = (key: string, value: object): object =>
  Object.keys(value).length === 0 ? {} : { [key]: value };

/** Those that are described, then those that are used only. */
function tagsOf({ docs, operations }: ApiDescription): readonly object[] {
  const described = docs.tags ?? {};
  const used = operations.flatMap(({ tags }) => tags);
  return [...new Set([...Object.keys(described), ...used])].map((name) => ({
    name,
    ...ifGiven("description", Object.hasOwn(described, name) ? described[name] : undefined),
  }));
}

function pathsOf(operations: readonly Operation[]): object {
  const byPath = Map.groupBy(operations, ({ path }) => templateOf(path));
  return Object.fromEntries(
    [...byPath].map(([path, group]) => [
      path,
      Object.fromEntries(
        group.map((operation) => [operation.method.toLowerCase(), operationObject(operation)]),
      ),
    ]),
  );
}

/** The path as OpenAPI writes it: `/files/{path}` for a wildcard, whose value may have slashes. */
export const templateOf = (path: string): string =>
  path
    .split("/")
    .map((segment) =>
      segment.startsWith(":") ? `{${segment.slice(1)}}` : segment === "*" ? `{${wildcard}}` : segment,
    )
    .join("/");

const wildcard = "path";

function operationObject(operation: Operation): object {
  const { id, summary, description, tags, isDeprecated, parameters, bodies, security } = operation;
  return {
    operationId: id,
    ...ifGiven("summary", summary),
    ...ifGiven("description", description),
    ...(tags.length > 0 ? { tags } : {}),
    ...(isDeprecated ? { deprecated: true } : {}),
    ...(parameters.length > 0 ? { parameters: parameters.map(parameterObject) } : {}),
    ...(bodies.length > 0 ? { requestBody: bodyObject(bodies) } : {}),
    responses: responseObjects(operation),
    ...(security.length > 0 ? { security } : {}),
  };
}

function parameterObject(parameter: Parameter): object {
  const { name, isRequired, description, isDeprecated, schema } = parameter;
  return {
    name: name === "*" ? wildcard : name,
    in: parameter.in,
    ...ifGiven(
      "description",
      description ?? (name === "*" ? "The rest of the path; it may have slashes." : undefined),
    ),
    ...(isRequired ? { required: true } : {}),
    ...(isDeprecated ? { deprecated: true } : {}),
    ...styleOf(parameter),
    schema,
  };
}

/** How OpenAPI calls separators; one that it does not know is told in no other way than by the schema of each item. */
const styles: Readonly<Record<string, string>> = { ",": "form", "|": "pipeDelimited", " ": "spaceDelimited" };

function styleOf({ in: place, separator }: Parameter): object {
  const style = separator === undefined ? undefined : styles[separator];
  if (style === undefined || place !== "query") return {};
  return { style, explode: false };
}
