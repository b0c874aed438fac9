import type * as TypeBox from "@sinclair/typebox";

/** The type that TypeBox gives a builder: users' `Static` types are the same, built or not. */
export type Builder<Name extends keyof typeof TypeBox> = (typeof TypeBox)[Name];

type Schema = TypeBox.TSchema;
type Options = TypeBox.SchemaOptions;

/** Where TypeBox keeps what is not JSON Schema. */
export const Kind: typeof TypeBox.Kind = Symbol.for("TypeBox.Kind") as typeof TypeBox.Kind;
export const Hint: typeof TypeBox.Hint = Symbol.for("TypeBox.Hint") as typeof TypeBox.Hint;
export const OptionalKind: unique symbol = Symbol.for("TypeBox.Optional");
export const ReadonlyKind: unique symbol = Symbol.for("TypeBox.Readonly");
export const TransformKind: unique symbol = Symbol.for("TypeBox.Transform");

/**
 * A value with the type that TypeBox gives it. TypeBox's types compute in the checker what its builders compute at run time,
 * so none follows from the other: the tests compare each schema with TypeBox's own.
 */
export const typed = <Made>(made: unknown): Made => made as Made;

/** A new schema of a kind. Options come first, and its own members win. */
export const create = <Made = Schema>(kind: string, members: object = {}, options?: Options): Made =>
  typed({ ...options, [Kind]: kind, ...members });

/** The schema itself, or a copy with options that it does not have. */
export const withOptions = (schema: Schema, options: Options | undefined): Schema =>
  options === undefined ? schema : { ...options, ...schema };

/** The kinds that others are derived from. */
interface Kinds {
  readonly Array: TypeBox.TArray;
  readonly Computed: Schema & { readonly target: string; readonly parameters: readonly Schema[] };
  readonly Intersect: TypeBox.TIntersect;
  readonly Literal: TypeBox.TLiteral;
  readonly MappedKey: Schema & { readonly keys: readonly string[] };
  readonly MappedResult: TypeBox.TMappedResult;
  readonly Never: TypeBox.TNever;
  readonly Object: TypeBox.TObject;
  readonly Ref: TypeBox.TRef;
  readonly TemplateLiteral: Schema & { readonly pattern: string };
  readonly Tuple: Schema & { readonly items?: readonly Schema[] };
  readonly Union: TypeBox.TUnion;
}

export const is = <Name extends keyof Kinds>(schema: unknown, kind: Name): schema is Kinds[Name] =>
  kindOf(schema) === kind;

/** Its kind, if it is a schema at all. */
export function kindOf(schema: unknown): string | undefined {
  const kind = read(schema, Kind);
  return typeof kind === "string" ? kind : undefined;
}

export const isOptional = (schema: unknown): boolean => read(schema, OptionalKind) === "Optional";
export const isTransform = (schema: unknown): boolean => read(schema, TransformKind) !== undefined;

const read = (schema: unknown, key: symbol): unknown =>
  typeof schema === "object" && schema !== null ? Reflect.get(schema, key) : undefined;

/** A copy without these members; with none to leave out, the value itself. */
export function without<Value extends object>(value: Value, keys: readonly PropertyKey[]): Value {
  if (keys.length === 0) return value;
  const rest = { ...value };
  for (const key of keys) Reflect.deleteProperty(rest, key);
  return rest;
}

/** Properties by name. Assigned, as TypeBox does: `__proto__` is none. */
export function propertiesOf(
  names: Iterable<string>,
  schemaOf: (name: string) => Schema,
): Record<string, Schema> {
  const properties: Record<string, Schema> = {};
  for (const name of names) properties[name] = schemaOf(name);
  return properties;
}

/** The same names with other schemas. */
export const changed = (
  properties: Readonly<Record<string, Schema>>,
  change: (schema: Schema) => Schema,
): Record<string, Schema> =>
  propertiesOf(Object.getOwnPropertyNames(properties), (name) => change(properties[name] as Schema));
