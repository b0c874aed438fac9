import type { SchemaOptions, TSchema } from "@sinclair/typebox";
import { intersectionOf, intersectionOfProperties, unionOf } from "./combinations.ts";
import { eachMapped, optional, required } from "./modifiers.ts";
import { namesIn, namesOf, schemasOf } from "./property-names.ts";
import {
  type Builder,
  TransformKind,
  changed,
  create,
  is,
  kindOf,
  propertiesOf,
  typed,
  without,
} from "./schema.ts";
import { objectOf } from "./structures.ts";
import { Literal } from "./values.ts";

type Properties = Readonly<Record<string, TSchema>>;
type Change = (properties: Properties) => Properties;

/** Changes the properties of an object, and of each object of a union or an intersection. */
function derive(type: TSchema, change: Change, other: (type: TSchema) => TSchema): TSchema {
  const inner = (one: TSchema): TSchema => derive(one, change, other);
  if (is(type, "Intersect")) return intersectionOf(type.allOf.map(inner));
  if (is(type, "Union")) return unionOf(type.anyOf.map(inner));
  if (!is(type, "Object")) return other(type);
  const options = without(type, [TransformKind, "$id", "required", "properties"]);
  return objectOf(change(type.properties), options);
}

const nothing = (): TSchema => objectOf({});

/** What a reference leads to is known in its `t.Module` only, which computes it. */
const computed = (target: string, parameters: readonly TSchema[], options?: SchemaOptions): TSchema =>
  create("Computed", { target, parameters }, options);

/** Kinds without properties, which stay what they are. */
const plainKinds = "BigInt Boolean Integer Literal Null Number String Symbol Undefined".split(" ");

function deriveEach(
  target: "Partial" | "Required",
  change: (schema: TSchema) => TSchema,
  mapped: TSchema,
  options: SchemaOptions | undefined,
): TSchema {
  const other = (type: TSchema): TSchema => {
    if (is(type, "Computed")) return computed(target, [computed(type.target, type.parameters)]);
    if (is(type, "Ref")) return computed(target, [create("Ref", { $ref: type.$ref })]);
    return plainKinds.includes(kindOf(type) ?? "") ? type : nothing();
  };
  const changeAll: Change = (properties) => changed(properties, change);
  return eachMapped(mapped, (type) => ({ ...derive(type, changeAll, other), ...options }));
}

export const Partial = ((type: TSchema, options?: SchemaOptions): TSchema =>
  deriveEach("Partial", optional, type, options)) as Builder<"Partial">;

export const Required = ((type: TSchema, options?: SchemaOptions): TSchema =>
  deriveEach("Required", required, type, options)) as Builder<"Required">;

/** Names of properties, or a schema of them. */
type Key = readonly string[] | TSchema;

const isSchema = (key: Key): key is TSchema => kindOf(key) !== undefined;

function select(
  target: "Pick" | "Omit",
  change: (properties: Properties, names: readonly string[]) => Properties,
  mapped: TSchema,
  key: Key,
  options: SchemaOptions | undefined,
): TSchema {
  const names = isSchema(key) ? namesIn(key) : key;
  const one = (type: TSchema, of: readonly string[]): TSchema => ({
    ...derive(type, (properties) => change(properties, of), nothing),
    ...options,
  });
  return eachMapped(mapped, (type) => {
    if (is(key, "MappedKey")) {
      const entries = key.keys.map((name) => [name, one(type, [name])] as const);
      return create("MappedResult", { properties: Object.fromEntries(entries) });
    }
    if (!is(type, "Ref") && !is(key, "Ref")) return one(type, names);
    return computed(
      target,
      [type, isSchema(key) ? key : unionOf(names.map((name) => Literal(name)))],
      options,
    );
  });
}

export const Pick = ((type: TSchema, key: Key, options?: SchemaOptions): TSchema =>
  select("Pick", picked, type, key, options)) as Builder<"Pick">;

export const Omit = ((type: TSchema, key: Key, options?: SchemaOptions): TSchema =>
  select("Omit", without, type, key, options)) as Builder<"Omit">;

const picked = (properties: Properties, names: readonly string[]): Properties =>
  propertiesOf(
    names.filter((name) => name in properties),
    (name) => properties[name] as TSchema,
  );

/** One object with the properties of all. */
export const Composite: Builder<"Composite"> = (types, options) => {
  const names = new Set(types.flatMap(namesOf));
  const property = (name: string): TSchema => intersectionOfProperties(schemasOf(types, name));
  return typed(objectOf(propertiesOf(names, property), options));
};
