import { type Schema, isRecord } from "../compile/schema-place.ts";
import type { WireSchema } from "./api-description.ts";
import { type Direction, wireTypeOf, wireValue } from "./wire-types.ts";

/** Reads a schema within another. */
export type ReadChild = (schema: unknown) => WireSchema;

/** The keywords of a schema as OpenAPI 3.1 has them. `$id`s, references and definitions are the book's. */
export function wireSchemaOf(schema: Schema, place: Direction, read: ReadChild): WireSchema {
  const own = wireTypeOf(schema, place);
  const members = own === undefined ? keywordsOf(schema, place, read) : { ...annotationsOf(schema), ...own };
  return unionOfConstants(members) ?? members;
}

const annotations = ["title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly"];

const annotationsOf = (schema: Schema): Schema =>
  Object.fromEntries(
    annotations.flatMap((key) => (schema[key] === undefined ? [] : [[key, wireValue(schema[key])]])),
  );

function keywordsOf(schema: Schema, place: Direction, read: ReadChild): Schema {
  const found = Object.entries(schema).flatMap(([keyword, value]) =>
    value === undefined ? [] : Object.entries(keywordOf(keyword, value, schema, place, read)),
  );
  return Object.fromEntries(found);
}

/** What is ours, or the book's. */
const dropped: ReadonlySet<string> = new Set(
  "$id $ref $schema $comment $defs definitions errorMessage separator additionalItems mediaTypes minSizeBytes maxSizeBytes".split(
    " ",
  ),
);

const one: ReadonlySet<string> = new Set(
  "contains not if then else propertyNames additionalProperties".split(" "),
);
const several: ReadonlySet<string> = new Set(["allOf", "anyOf", "oneOf"]);

/** One keyword, as those that say the same in JSON Schema 2020-12. */
function keywordOf(
  keyword: string,
  value: unknown,
  schema: Schema,
  place: Direction,
  read: ReadChild,
): Schema {
  if (dropped.has(keyword)) return {};
  if (one.has(keyword)) return { [keyword]: read(value) };
  if (several.has(keyword)) return { [keyword]: (value as unknown[]).map(read) };
  if (keyword === "items") return itemsOf(value, schema, read);
  if (keyword === "properties") return { properties: byName(value as Schema, read) };
  if (keyword === "patternProperties") return patternsOf(value as Schema, schema, read);
  if (keyword === "required") return requiredOf(value as readonly string[], schema, place);
  if (keyword === "dependencies") return dependenciesOf(value as Schema, read);
  return { [keyword]: wireValue(value) };
}

const byName = (schemas: Schema, read: ReadChild): Schema =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, read(schema)]));

function itemsOf(items: unknown, { additionalItems }: Schema, read: ReadChild): Schema {
  if (!Array.isArray(items)) return { items: read(items) };
  return {
    prefixItems: items.map(read),
    ...(additionalItems === undefined ? {} : { items: read(additionalItems) }),
  };
}

/** What TypeBox writes for `t.Record(t.String(), …)` is said of every property. */
function patternsOf(patterns: Schema, { additionalProperties }: Schema, read: ReadChild): Schema {
  const every = patterns["^(.*)$"];
  return every !== undefined && additionalProperties === undefined
    ? { additionalProperties: read(every) }
    : { patternProperties: byName(patterns, read) };
}

/** Of an input, what has a default may be left out. */
function requiredOf(names: readonly string[], { properties = {} }: Schema, { direction }: Direction): Schema {
  const declared = properties as Schema;
  const hasDefault = (name: string): boolean => {
    const property = Object.hasOwn(declared, name) ? declared[name] : undefined;
    return isRecord(property) && property.default !== undefined;
  };
  const required = direction === "input" ? names.filter((name) => !hasDefault(name)) : names;
  return required.length === 0 ? {} : { required };
}

function dependenciesOf(dependencies: Schema, read: ReadChild): Schema {
  const entries = Object.entries(dependencies);
  const names = entries.filter(([, value]) => Array.isArray(value));
  const schemas = entries.filter(([, value]) => !Array.isArray(value));
  return {
    ...(names.length > 0 ? { dependentRequired: Object.fromEntries(names) } : {}),
    ...(schemas.length > 0 ? { dependentSchemas: byName(Object.fromEntries(schemas), read) } : {}),
  };
}

/** `anyOf` constants of one type is an `enum`, which tools show better. */
function unionOfConstants(schema: Schema): WireSchema | undefined {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf) || anyOf.length < 2) return undefined;
  if (!anyOf.every(isConstant)) return undefined;
  const types = new Set(anyOf.map((part) => part.type));
  const [type] = types;
  if (types.size !== 1 || type === undefined) return undefined;
  return { ...rest, type, enum: anyOf.map((part) => part["const"]) };
}

const isConstant = (part: unknown): part is Schema =>
  isRecord(part) && "const" in part && Object.keys(part).every((key) => key === "const" || key === "type");
