import type { WireSchema } from "./api-description.ts";

/** What a constant looks like: another version of the app may have another one that looks so. */
export function schemaOfValue(value: unknown): WireSchema {
  if (value === null) return { type: "null" };
  if (Array.isArray(value)) return { type: "array", items: itemsOf(value) };
  if (typeof value !== "object") return { type: typeof value };
  const properties = Object.entries(value).map(([key, member]) => [key, schemaOfValue(member)]);
  return {
    type: "object",
    properties: Object.fromEntries(properties) as WireSchema,
    required: Object.keys(value),
  };
}

function itemsOf(values: readonly unknown[]): WireSchema {
  const texts = new Set(values.map((value) => JSON.stringify(schemaOfValue(value))));
  const schemas = [...texts].map((text) => JSON.parse(text) as WireSchema);
  return schemas.length > 1 ? { anyOf: schemas } : (schemas[0] ?? {});
}
