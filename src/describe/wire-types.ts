import type { Schema } from "../compile/schema-place.ts";

/** What a schema is read for. */
export interface Direction {
  /** An input is what a client sends. */
  readonly direction: "input" | "output";
  /** Whether bytes come as they are. */
  readonly isRaw: boolean;
}

const digits = "^-?[0-9]+$";

/** The types that TypeBox adds, as the text that is on the wire. */
const wireTypes: Readonly<Record<string, (schema: Schema, place: Direction) => Schema>> = {
  Date: () => ({ type: "string", format: "date-time" }),
  bigint: (_, { direction }) => ({
    type: direction === "input" ? ["string", "integer"] : "string",
    pattern: digits,
  }),
  Uint8Array: (_, { isRaw, direction }) =>
    isRaw && direction === "input"
      ? { type: "string", format: "binary" }
      : { type: "string", contentEncoding: "base64" },
  File: ({ mediaTypes }) => ({
    type: "string",
    format: "binary",
    ...(mediaTypes === undefined ? {} : { "x-media-types": mediaTypes }),
  }),
  RegExp: ({ source, minLength, maxLength }) => ({
    type: "string",
    pattern: source,
    ...(minLength === undefined ? {} : { minLength }),
    ...(maxLength === undefined ? {} : { maxLength }),
  }),
  undefined: () => ({ not: {} }),
  void: () => ({ not: {} }),
};

/** The keywords of a type that JSON does not have; undefined for one that it has. */
export function wireTypeOf(schema: Schema, place: Direction): Schema | undefined {
  const { type } = schema;
  return typeof type === "string" && Object.hasOwn(wireTypes, type)
    ? wireTypes[type]?.(schema, place)
    : undefined;
}

/** A value as JSON has it: dates, bytes and bigints are text. */
export function wireValue(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return value.toBase64();
  if (Array.isArray(value)) return value.map(wireValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, wireValue(member)]));
}
