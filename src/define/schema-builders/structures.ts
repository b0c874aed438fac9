import type { SchemaOptions, TSchema } from "@sinclair/typebox";
import { never } from "./combinations.ts";
import { namesIn } from "./property-names.ts";
import { type Builder, Hint, create, is, isOptional, kindOf, propertiesOf, typed } from "./schema.ts";
import { textsOf } from "./template-texts.ts";

export const Array: Builder<"Array"> = (items, options) => create("Array", { type: "array", items }, options);

export const Tuple: Builder<"Tuple"> = (types, options) => {
  const items = types.length > 0 && { items: types, additionalItems: false };
  const { length } = types;
  return create("Tuple", { type: "array", ...items, minItems: length, maxItems: length }, options);
};

export function objectOf(properties: Readonly<Record<string, TSchema>>, options?: SchemaOptions): TSchema {
  const required = globalThis.Object.keys(properties).filter((name) => !isOptional(properties[name]));
  const members = { type: "object", ...(required.length > 0 && { required }), properties };
  return create("Object", members, options);
}

export const Object: Builder<"Object"> = (properties, options) => typed(objectOf(properties, options));

/** Keys that are finitely many are an object's. */
export const Record: Builder<"Record"> = (key, type, options = {}) => {
  const names = finiteNames(key);
  if (names !== undefined) {
    const hint = kindOf(key) !== "Boolean" && { [Hint]: "Record" };
    return typed(
      objectOf(
        propertiesOf(names, () => type),
        { ...options, ...hint },
      ),
    );
  }
  const pattern = patternOf(key);
  if (pattern === undefined) return typed(never(options));
  return create("Record", { type: "object", patternProperties: { [pattern]: type } }, options);
};

function finiteNames(key: TSchema): readonly string[] | undefined {
  if (is(key, "TemplateLiteral")) return textsOf(key.pattern);
  if (is(key, "Union") || is(key, "Literal")) return namesIn(key);
  return kindOf(key) === "Boolean" ? ["true", "false"] : undefined;
}

const anyText = "^(.*)$";
const digits = "^(0|[1-9][0-9]*)$";

function patternOf(key: TSchema): string | undefined {
  switch (kindOf(key)) {
    case "Integer":
    case "Number":
      return digits;
    case "RegExp":
      return key["source"] as string;
    case "TemplateLiteral":
      return key["pattern"] as string;
    case "String":
      return (key["pattern"] as string | undefined) ?? anyText;
    case "Any":
      return anyText;
    case "Never":
      return "^(?!.*)$";
    default:
      return undefined;
  }
}
