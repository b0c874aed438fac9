import { isRecord } from "../compile/schema-place.ts";
import type { WireSchema } from "./api-description.ts";
import { referredName } from "./component-names.ts";

type Schemas = Readonly<Record<string, WireSchema>>;

/** How deep an example goes: what refers to itself has no end. */
const deepest = 6;

/** A value like those of a schema: what it gives as examples, else made up. Undefined where none can be told. */
export function exampleOf(schema: WireSchema, schemas: Schemas, depth = 0): unknown {
  if (!isRecord(schema) || depth > deepest) return undefined;
  const name = referredName(schema);
  if (name !== undefined) return exampleOf(schemas[name] ?? {}, schemas, depth + 1);
  const given = givenOf(schema);
  if (given !== undefined) return given;
  const parts = schema["anyOf"] ?? schema["oneOf"];
  if (Array.isArray(parts)) return exampleOf(parts[0] as WireSchema, schemas, depth);
  if (Array.isArray(schema["allOf"])) return mergedOf(schema["allOf"] as WireSchema[], schemas, depth);
  return madeUp(schema, schemas, depth);
}

function givenOf({
  examples,
  default: fallback,
  const: constant,
  enum: values,
}: Readonly<Record<string, unknown>>): unknown {
  const [example] = Array.isArray(examples) ? (examples as unknown[]) : [];
  const [value] = Array.isArray(values) ? (values as unknown[]) : [];
  return example ?? constant ?? value ?? fallback;
}

function mergedOf(parts: readonly WireSchema[], schemas: Schemas, depth: number): unknown {
  const examples = parts.map((part) => exampleOf(part, schemas, depth));
  return examples.every(isRecord) ? (Object.assign({}, ...examples) as unknown) : examples[0];
}

function madeUp(schema: Readonly<Record<string, unknown>>, schemas: Schemas, depth: number): unknown {
  const type: unknown = Array.isArray(schema["type"]) ? schema["type"][0] : schema["type"];
  switch (type) {
    case "object":
      return objectOf(schema, schemas, depth);
    case "array":
      return itemsOf(schema, schemas, depth);
    case "string":
      return textOf(schema);
    case "integer":
    case "number":
      return numberOf(schema);
    case "boolean":
      return true;
    case "null":
      return null;
    default:
      return undefined;
  }
}

function objectOf(
  { properties = {} }: Readonly<Record<string, unknown>>,
  schemas: Schemas,
  depth: number,
): unknown {
  const members = Object.entries(properties as Schemas).flatMap(([key, member]) => {
    const value = exampleOf(member, schemas, depth + 1);
    return value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(members) as unknown;
}

function itemsOf(
  { items, prefixItems }: Readonly<Record<string, unknown>>,
  schemas: Schemas,
  depth: number,
): unknown {
  const listed = Array.isArray(prefixItems) ? (prefixItems as WireSchema[]) : [(items ?? {}) as WireSchema];
  const values = listed.map((item) => exampleOf(item, schemas, depth + 1));
  return values.includes(undefined) ? [] : values;
}

const texts: Readonly<Record<string, string>> = {
  date: "2025-01-31",
  "date-time": "2025-01-31T12:00:00Z",
  email: "ann@example.org",
  ipv4: "192.0.2.1",
  time: "12:00:00Z",
  uri: "https://example.org/",
  url: "https://example.org/",
  uuid: "123e4567-e89b-42d3-a456-426614174000",
};

/** Nothing is made up for a pattern: it would not match. */
function textOf({
  format,
  pattern,
  contentEncoding,
  minLength = 0,
}: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof format === "string" && Object.hasOwn(texts, format)) return texts[format];
  if (contentEncoding === "base64") return "AAEC";
  if (pattern === "^-?[0-9]+$") return "1";
  return pattern === undefined ? "text".padEnd(Number(minLength), "…") : undefined;
}

function numberOf({
  minimum = 1,
  exclusiveMinimum,
  maximum = Infinity,
  multipleOf,
}: Readonly<Record<string, unknown>>): number {
  if (typeof multipleOf === "number") return multipleOf;
  if (typeof exclusiveMinimum === "number") return exclusiveMinimum + 1;
  return Math.min(Math.max(Number(minimum), 1), Number(maximum));
}
