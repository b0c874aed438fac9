import type { OptionalKind, Static, TSchema, TransformKind } from "@sinclair/typebox";

/**
 * What a handler has of a schema's values: TypeBox's `Static`, and of a `t.Transform` what its function makes. TypeBox's
 * own `StaticDecode` cannot stand in the types of a chain: the checker does not come to an end with it.
 */
export type Decoded<Schema extends TSchema> =
  HasTransform<Schema> extends false ? Static<Schema> : DecodedParts<Schema>;

type Transformed<Output> = {
  readonly [TransformKind]: { readonly Decode: (value: never) => Output };
};

/** Whether a schema has a transform in it: true, false, or both for variants of which some have. */
type HasTransform<Schema> =
  Schema extends Transformed<unknown>
    ? true
    : Schema extends { readonly properties: infer Properties }
      ? HasTransform<Properties[keyof Properties]>
      : Schema extends { readonly items: infer Items }
        ? HasTransform<Items extends readonly unknown[] ? Items[number] : Items>
        : Schema extends
              { readonly anyOf: readonly (infer Part)[] } | { readonly allOf: readonly (infer Part)[] }
          ? HasTransform<Part>
          : Schema extends { readonly patternProperties: { readonly [pattern: string]: infer Value } }
            ? HasTransform<Value>
            : false;

type DecodedPart<Schema> = Schema extends TSchema ? Decoded<Schema> : unknown;

type DecodedParts<Schema> =
  Schema extends Transformed<infer Output>
    ? Output
    : Schema extends { readonly properties: infer Properties }
      ? DecodedObject<Properties>
      : Schema extends { readonly items: infer Items }
        ? DecodedItems<Items>
        : Schema extends { readonly anyOf: readonly (infer Variant)[] }
          ? DecodedPart<Variant>
          : Schema extends { readonly allOf: infer Members }
            ? DecodedAll<Members>
            : Schema extends { readonly patternProperties: { readonly [pattern: string]: infer Value } }
              ? { [key: string]: DecodedPart<Value> }
              : unknown;

type IsOptional<Schema> = Schema extends { readonly [OptionalKind]: "Optional" } ? true : false;

/** One object type, so that editors show its properties. */
type Flat<Type> = { [Key in keyof Type]: Type[Key] };

type DecodedObject<Properties> = Flat<
  {
    [Key in keyof Properties as IsOptional<Properties[Key]> extends true ? never : Key]: DecodedPart<
      Properties[Key]
    >;
  } & {
    [Key in keyof Properties as IsOptional<Properties[Key]> extends true ? Key : never]?: DecodedPart<
      Properties[Key]
    >;
  }
>;

type DecodedItems<Items> = Items extends readonly unknown[]
  ? { -readonly [Index in keyof Items]: DecodedPart<Items[Index]> }
  : DecodedPart<Items>[];

type DecodedAll<Members> = Members extends readonly [infer First, ...infer Rest]
  ? DecodedPart<First> & DecodedAll<Rest>
  : unknown;
