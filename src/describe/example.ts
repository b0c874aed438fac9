import { isRecord } from "../compile/schema-place.ts";
import type { WireSchema } from "./api-description.ts";
import { referredName } from "./component-names.ts";
import { exampleNumber } from "./example-number.ts";
import { exampleText } from "./example-text.ts";

type Schemas = Readonly<Record<string, WireSchema>>;

/** How deep an example goes: what refers to itself has no end. */
const deepest = 6;

const mostItems = 100;

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
      return exampleText(schema);
    case "integer":
    case "number":
      return exampleNumber(schema);
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
  { items, prefixItems, minItems = 0, maxItems = mostItems }: Readonly<Record<string, unknown>>,
  schemas: Schemas,
  depth: number,
): unknown {
  const count = Math.min(Math.max(1, Number(minItems)), Number(maxItems), mostItems);
  const listed = Array.isArray(prefixItems)
    ? (prefixItems as WireSchema[])
    : Array.from({ length: count }, () => (items ?? {}) as WireSchema);
  const values = listed.map((item) => exampleOf(item, schemas, depth + 1));
  return values.includes(undefined) ? [] : values;
}
