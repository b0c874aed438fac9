import type { TSchema } from "@sinclair/typebox";
import {
  type Builder,
  OptionalKind,
  ReadonlyKind,
  TransformKind,
  changed,
  create,
  is,
  isTransform,
  typed,
  without,
} from "./schema.ts";

export const optional = (schema: TSchema): TSchema => mark(schema, OptionalKind, "Optional");
export const required = (schema: TSchema): TSchema => without(schema, [OptionalKind]);

const mark = (schema: TSchema, key: symbol, value: string): TSchema => ({ ...schema, [key]: value });

/** What `t.Index` gives within `t.Mapped` is a schema for each name. */
export const eachMapped = (schema: TSchema, change: (schema: TSchema) => TSchema): TSchema =>
  is(schema, "MappedResult")
    ? create("MappedResult", { properties: changed(schema.properties, (one) => eachMapped(one, change)) })
    : change(schema);

export const Optional = ((schema: TSchema, enable = true): TSchema =>
  eachMapped(schema, enable ? optional : required)) as Builder<"Optional">;

export const Readonly = ((schema: TSchema, enable = true): TSchema =>
  eachMapped(schema, (one) =>
    enable ? mark(one, ReadonlyKind, "Readonly") : without(one, [ReadonlyKind]),
  )) as Builder<"Readonly">;

export const ReadonlyOptional: Builder<"ReadonlyOptional"> = (schema) => typed(Readonly(Optional(schema)));

type Convert = (value: unknown) => unknown;
interface Codec {
  readonly Decode: Convert;
  readonly Encode: Convert;
}

export const Transform: Builder<"Transform"> = (schema) =>
  typed({
    Decode: (Decode: Convert) => ({
      Encode: (Encode: Convert) => ({ ...schema, [TransformKind]: codecOf(schema, { Decode, Encode }) }),
    }),
  });

/** A transform of a transform decodes what that one decoded. */
function codecOf(schema: TSchema, outer: Codec): Codec {
  if (!isTransform(schema)) return outer;
  const inner = (): Codec => Reflect.get(schema, TransformKind) as Codec;
  return {
    Encode: (value) => inner().Encode(outer.Encode(value)),
    Decode: (value) => outer.Decode(inner().Decode(value)),
  };
}
