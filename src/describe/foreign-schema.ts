import { isStandardSchema } from "../define/standard-schema.ts";

/** What validators of other libraries give where they can say themselves as JSON Schema: https://standardschema.dev/json-schema. */
interface JsonSchemaSource {
  readonly jsonSchema?: { readonly input?: (options: { readonly target: string }) => unknown };
}

/** A schema as JSON Schema; one that says nothing where a validator of another library keeps that to itself. */
export function jsonSchemaOf(schema: unknown): unknown {
  if (!isStandardSchema(schema)) return schema;
  const { jsonSchema } = schema["~standard"] as JsonSchemaSource;
  try {
    return jsonSchema?.input?.({ target: "draft-07" }) ?? {};
  } catch {
    // Something of it has no JSON Schema.
    return {};
  }
}
