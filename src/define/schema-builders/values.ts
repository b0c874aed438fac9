import type { SchemaOptions, TSchema } from "@sinclair/typebox";
import { never, unionOf } from "./combinations.ts";
import { type Builder, Hint, Kind, create, typed } from "./schema.ts";

export const Any: Builder<"Any"> = (options) => create("Any", {}, options);
export const Unknown: Builder<"Unknown"> = (options) => create("Unknown", {}, options);
export const Never: Builder<"Never"> = (options) => typed(never(options));
export const Null: Builder<"Null"> = (options) => create("Null", { type: "null" }, options);
export const Undefined: Builder<"Undefined"> = (options) =>
  create("Undefined", { type: "undefined" }, options);
export const Void: Builder<"Void"> = (options) => create("Void", { type: "void" }, options);
export const Boolean: Builder<"Boolean"> = (options) => create("Boolean", { type: "boolean" }, options);
export const Integer: Builder<"Integer"> = (options) => create("Integer", { type: "integer" }, options);
export const Number: Builder<"Number"> = (options) => create("Number", { type: "number" }, options);
export const BigInt: Builder<"BigInt"> = (options) => create("BigInt", { type: "bigint" }, options);
export const String: Builder<"String"> = (options) => create("String", { type: "string" }, options);
export const Date: Builder<"Date"> = (options) => create("Date", { type: "Date" }, options);
export const Uint8Array: Builder<"Uint8Array"> = (options) =>
  create("Uint8Array", { type: "Uint8Array" }, options);
export const Symbol: Builder<"Symbol"> = (options) => create("Symbol", { type: "symbol" }, options);

export const Literal: Builder<"Literal"> = (value, options) =>
  create("Literal", { const: value, type: typeof value }, options);

/** The names of numbers are what TypeScript adds to an enum, to find a name by its value. */
export const Enum: Builder<"Enum"> = (values, options) => {
  if (values === undefined) throw new Error("Enum undefined or empty");
  const names = Object.getOwnPropertyNames(values).filter((name) => isNaN(globalThis.Number(name)));
  const literals = [...new Set(names.map((name) => Reflect.get(values, name) as string))].map((value) =>
    Literal(value),
  );
  return typed(unionOf(literals, { ...options, [Hint]: "Enum" } as SchemaOptions));
};

export const RegExp = ((pattern: string | RegExp, options?: SchemaOptions): TSchema => {
  const { source, flags } = typeof pattern === "string" ? new globalThis.RegExp(pattern) : pattern;
  return create("RegExp", { type: "RegExp", source, flags }, options);
}) as Builder<"RegExp">;

export const Unsafe: Builder<"Unsafe"> = (options = {}) => create(options[Kind] ?? "Unsafe", {}, options);

export const Ref = ((target: string | TSchema, options?: SchemaOptions): TSchema => {
  const $ref = typeof target === "string" ? target : target.$id;
  if (typeof $ref !== "string") throw new Error("Ref: $ref must be a string");
  return create("Ref", { $ref }, options);
}) as Builder<"Ref">;
