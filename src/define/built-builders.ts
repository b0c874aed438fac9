/**
 * What `t` is in a built app: the same schemas as those of builders.ts, without TypeBox where they follow from the
 * arguments. What is not in the bundle is not parsed at each start.
 *
 * The others are TypeBox's own, name by name: they compute with schemas, or count, as `t.Recursive` does, which shares its
 * count with an app that imports TypeBox itself. A bundle has them where its app calls them.
 *
 * @module
 */
export { Intersect, Not, Union } from "./schema-builders/combinations.ts";
export { Optional, Readonly, ReadonlyOptional, Transform } from "./schema-builders/modifiers.ts";
export { Composite, Omit, Partial, Pick, Required } from "./schema-builders/object-operations.ts";
export { Array, Object, Record, Tuple } from "./schema-builders/structures.ts";
export {
  Any,
  BigInt,
  Boolean,
  Date,
  Enum,
  Integer,
  Literal,
  Never,
  Null,
  Number,
  Ref,
  RegExp,
  String,
  Symbol,
  Uint8Array,
  Undefined,
  Unknown,
  Unsafe,
  Void,
} from "./schema-builders/values.ts";
export { File, Files } from "./file-builders.ts";

export {
  Argument,
  AsyncIterator,
  Awaited,
  Capitalize,
  Const,
  Constructor,
  ConstructorParameters,
  Exclude,
  Extends,
  Extract,
  Function,
  Index,
  InstanceType,
  Instantiate,
  Iterator,
  KeyOf,
  Lowercase,
  Mapped,
  Module,
  Parameters,
  Promise,
  Recursive,
  Rest,
  ReturnType,
  TemplateLiteral,
  Uncapitalize,
  Uppercase,
} from "@sinclair/typebox";
