import type { TSchema } from "@sinclair/typebox";
import { intersectionOfProperties, never, unionOfProperties } from "./combinations.ts";
import { is, kindOf } from "./schema.ts";
import { textsOf } from "./template-texts.ts";

/** Stands for every index of an array. */
const anyIndex = "[number]";

/** The names that a schema of names is for: `t.Union([t.Literal("id"), t.Literal("name")])`. */
export function namesIn(key: TSchema): readonly string[] {
  if (is(key, "TemplateLiteral")) return [...new Set(textsOf(key.pattern))];
  if (is(key, "Union")) return [...new Set(key.anyOf.flatMap((one) => namesIn(one)))];
  if (is(key, "Literal")) return [`${key.const}`];
  return kindOf(key) === "Number" || kindOf(key) === "Integer" ? [anyIndex] : [];
}

/** The names of the properties that a schema declares, in order. Of a union, those that every variant has. */
export function namesOf(type: TSchema): string[] {
  if (is(type, "Intersect")) return type.allOf.flatMap(namesOf);
  if (is(type, "Union")) return namesOfAll(type.anyOf);
  if (is(type, "Tuple")) return [...(type.items ?? []).keys()].map(String);
  if (is(type, "Array")) return [anyIndex];
  return is(type, "Object") ? Object.getOwnPropertyNames(type.properties) : [];
}

function namesOfAll(variants: readonly TSchema[]): string[] {
  const [first = [], ...others] = variants.map(namesOf);
  return first.filter((name) => others.every((names) => names.includes(name)));
}

/** The schema of one property; never where there is none. */
function propertyOf(type: TSchema, name: string): TSchema {
  if (is(type, "Intersect")) return intersectionOfProperties(schemasOf(type.allOf, name));
  if (is(type, "Union")) {
    const found = schemasOf(type.anyOf, name);
    return unionOfProperties(found.length < type.anyOf.length ? [] : found);
  }
  if (is(type, "Array")) return name === anyIndex ? type.items : never();
  if (is(type, "Object")) return memberOf(type.properties, name);
  if (!is(type, "Tuple")) return never();
  const { items = [] } = type;
  return name === anyIndex ? unionOfProperties(items) : memberOf(items, name);
}

/** Inherited members count, as they do for TypeBox. */
const memberOf = (members: object, name: string): TSchema =>
  name in members ? (Reflect.get(members, name) as TSchema) : never();

/** The schemas of a property, of those types that have it. */
export const schemasOf = (types: readonly TSchema[], name: string): TSchema[] =>
  types.map((type) => propertyOf(type, name)).filter((schema) => !is(schema, "Never"));
