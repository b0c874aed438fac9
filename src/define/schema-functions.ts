import type { TransformBinding } from "../runtime/transforms.ts";
import type { Validated } from "../runtime/validators.ts";
import type { RouteDefinition } from "./app-definition.ts";
import { TransformKind } from "./schema-builders/schema.ts";
import { isStandardSchema } from "./standard-schema.ts";

type Convert = (value: unknown) => unknown;

/**
 * A function of a `t.Transform`: `Decode` for an input, `Encode` for an output.
 *
 * @param location `body`, `response/200`
 * @param pointer JSON pointer of the transform within the schema of that location
 */
export function transformOf(
  route: RouteDefinition,
  location: string,
  pointer: string,
  direction: "input" | "output",
): Convert {
  const schema = schemaAt(schemaOf(route, location), pointer);
  const functions = read(schema, TransformKind) as { readonly Decode?: Convert; readonly Encode?: Convert };
  const convert = direction === "input" ? functions?.Decode : functions?.Encode;
  if (convert === undefined)
    throw new TypeError(
      `The ${location} schema of ${route.method} ${route.path} has no transform at ${pointer}.`,
    );
  return convert;
}

function schemaOf({ options }: RouteDefinition, location: string): unknown {
  const [name = "", status] = location.split("/");
  const option = read(options, name);
  // A single schema is that of 200.
  return status === undefined ? option : (read(option, status) ?? option);
}

function schemaAt(schema: unknown, pointer: string): unknown {
  let found = schema;
  for (const step of pointer.split("/").slice(1)) {
    found = read(found, step.replaceAll("~1", "/").replaceAll("~0", "~"));
  }
  return found;
}

const read = (value: unknown, key: PropertyKey): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined;

/** A validator of another library, bound to its location. */
export function validatorOf(
  route: RouteDefinition,
  location: string,
): (value: unknown) => Promise<Validated> {
  const schema = schemaOf(route, location);
  if (!isStandardSchema(schema))
    throw new TypeError(`The ${location} schema of ${route.method} ${route.path} is no Standard Schema.`);
  return async (value) => {
    // By name, never spread: ArkType's `issues` is a getter of a class.
    const result = await schema["~standard"].validate(value);
    return result.issues === undefined
      ? { received: value, value: result.value }
      : { received: value, issues: [...result.issues] };
  };
}

/** Finds the transforms of an app, as plans name them. */
export const transformsOf = (app: RouteFinder): TransformBinding => ({
  transform: (key, location, pointer, direction) => transformOf(app.route(key), location, pointer, direction),
});

interface RouteFinder {
  route(key: string): RouteDefinition;
}
