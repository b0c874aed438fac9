import { isRecord } from "../compile/schema-place.ts";
import type { Content, WireSchema } from "../describe/api-description.ts";
import { referredName } from "../describe/component-names.ts";
import { exampleOf } from "../describe/example.ts";
import type { CallInput } from "../typed-client/wire-request.ts";

export type Schemas = Readonly<Record<string, WireSchema>>;

/** A body of a kind, for a call; undefined where its schema lets none be made up. */
export function exampleBody({ kind, schema }: Content, schemas: Schemas): CallInput | undefined {
  if (kind === "stream") return { bytes: new Uint8Array(streamBytes) };
  const example = exampleOf(schema, schemas) ?? (saysNothing(schema) ? {} : undefined);
  if (example === undefined) return undefined;
  switch (kind) {
    case "json":
      return { json: example };
    case "urlencoded":
      return { urlencoded: recordOf(example) };
    case "multipart":
      return { multipart: withFiles(recordOf(example), schema, schemas) };
    case "text":
      return { text: textOf(example) };
    default:
      return { bytes: new TextEncoder().encode(textOf(example)) };
  }
}

/** As long as a body is that is read as a stream. */
const streamBytes = 1024;

/** Whether any value fits it. */
const saysNothing = (schema: WireSchema): boolean => schema === true || Object.keys(schema).length === 0;

const recordOf = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** The fields of a form, with files where its schema has files. */
function withFiles(fields: Readonly<Record<string, unknown>>, schema: WireSchema, schemas: Schemas): object {
  const properties = recordOf(recordOf(resolved(schema, schemas))["properties"]);
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, fileOf(properties[name], schemas) ?? value]),
  );
}

function fileOf(schema: unknown, schemas: Schemas): File | undefined {
  const rules = recordOf(resolved(schema, schemas));
  if (rules["type"] === "array") return fileOf(rules["items"], schemas);
  if (rules["format"] !== "binary") return undefined;
  const [type = "application/octet-stream"] = (rules["x-media-types"] ?? []) as string[];
  return new File(["text"], "example", { type: type.replace("/*", "/png") });
}

function resolved(schema: unknown, schemas: Schemas): unknown {
  const name = referredName(schema);
  return name === undefined ? schema : schemas[name];
}
