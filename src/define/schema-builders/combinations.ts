import type { IntersectOptions, SchemaOptions, TSchema } from "@sinclair/typebox";
import { optional, required } from "./modifiers.ts";
import { type Builder, create, is, isOptional, isTransform, kindOf, typed, withOptions } from "./schema.ts";

type Schemas = readonly TSchema[];

export const never = (options?: SchemaOptions): TSchema => create("Never", { not: {} }, options);

const anyOf = (types: Schemas, options?: SchemaOptions): TSchema =>
  create("Union", { anyOf: types }, options);

/** A union of none is never, a union of one is that one. */
export function unionOf(types: Schemas, options?: SchemaOptions): TSchema {
  if (types.length > 1) return anyOf(types, options);
  return types[0] === undefined ? never(options) : withOptions(types[0], options);
}

/** A union that is optional where a member is; the members are not. */
export function unionOfProperties(types: Schemas): TSchema {
  if (types.length < 2) return unionOf(types);
  const union = anyOf(types.map(asRequired));
  return types.some(isOptional) ? optional(union) : union;
}

function allOf(types: Schemas, options: IntersectOptions = {}): TSchema {
  const { unevaluatedProperties } = options;
  const isObject =
    unevaluatedProperties === false ||
    kindOf(unevaluatedProperties) !== undefined ||
    types.every((schema) => is(schema, "Object"));
  return create("Intersect", { ...(isObject && { type: "object" }), allOf: types }, options);
}

/** @throws {Error} where one of several is a transform */
export function intersectionOf(types: Schemas, options?: IntersectOptions): TSchema {
  if (types.length < 2) return unionOf(types, options);
  if (types.some(isTransform)) throw new Error("Cannot intersect transform types");
  return allOf(types, options);
}

/** An intersection that is optional where all members are; the members are not. */
export function intersectionOfProperties(types: Schemas): TSchema {
  if (types.length < 2) return unionOf(types, {});
  const intersection = intersectionOf(types.map(asRequired));
  return types.every(isOptional) ? optional(intersection) : intersection;
}

const asRequired = (schema: TSchema): TSchema => (isOptional(schema) ? required(schema) : schema);

export const Union: Builder<"Union"> = (types, options) => typed(unionOf(types, options));
export const Intersect: Builder<"Intersect"> = (types, options) => typed(intersectionOf(types, options));
export const Not: Builder<"Not"> = (type, options) => create("Not", { not: type }, options);
