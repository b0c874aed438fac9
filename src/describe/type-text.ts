import { isRecord } from "../compile/schema-place.ts";
import type { WireSchema } from "./api-description.ts";
import { referredName } from "./component-names.ts";

/** A schema as a TypeScript type. What a type cannot say, bounds and patterns, is left out. */
export function typeText(schema: WireSchema, indent = ""): string {
  if (typeof schema === "boolean") return schema ? "unknown" : "never";
  const name = referredName(schema);
  if (name !== undefined) return name;
  const parts = [...ofValues(schema), ...ofCombinations(schema, indent)];
  // A part that is told by its values needs no type beside them.
  if (parts.length === 0 || (schema["properties"] ?? schema["additionalProperties"]) !== undefined)
    parts.unshift(...ofTypes(schema, indent));
  return parts.length === 0 ? "unknown" : joined(parts, " & ");
}

function ofValues(schema: Record<string, unknown> | WireSchema): string[] {
  if (!isRecord(schema)) return [];
  if ("const" in schema) return [literalText(schema["const"])];
  return Array.isArray(schema["enum"]) ? [joined(schema["enum"].map(literalText), " | ")] : [];
}

function ofCombinations(schema: Readonly<Record<string, unknown>>, indent: string): string[] {
  const textsOf = (key: string): string[] =>
    Array.isArray(schema[key]) ? schema[key].map((part) => typeText(part as WireSchema, indent)) : [];
  const variants = [...textsOf("anyOf"), ...textsOf("oneOf")];
  const { not } = schema;
  const isNever = not === true || (isRecord(not) && Object.keys(not).length === 0);
  return [
    ...textsOf("allOf"),
    ...(variants.length === 0 ? [] : [joined(variants, " | ")]),
    ...(isNever ? ["never"] : []),
  ];
}

function ofTypes(schema: Readonly<Record<string, unknown>>, indent: string): string[] {
  const { type } = schema;
  if (Array.isArray(type))
    return [
      joined(
        type.map((one) => typeText({ ...schema, type: one } as WireSchema, indent)),
        " | ",
      ),
    ];
  if (type === "object" || (type === undefined && schema["properties"] !== undefined))
    return [objectText(schema, indent)];
  if (type === "array") return [arrayText(schema, indent)];
  if (type === "string") return [schema["format"] === "binary" ? "Blob" : "string"];
  if (type === "integer" || type === "number") return ["number"];
  return typeof type === "string" ? [type] : [];
}

function arrayText({ items, prefixItems }: Readonly<Record<string, unknown>>, indent: string): string {
  if (!Array.isArray(prefixItems)) return `${grouped(typeText((items ?? {}) as WireSchema, indent))}[]`;
  const texts = prefixItems.map((item) => typeText(item as WireSchema, indent));
  if (items === false) return `[${texts.join(", ")}]`;
  return `[${[...texts, `...${grouped(typeText((items ?? {}) as WireSchema, indent))}[]`].join(", ")}]`;
}

function objectText(schema: Readonly<Record<string, unknown>>, indent: string): string {
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, WireSchema>>;
  const required = new Set((schema["required"] ?? []) as readonly string[]);
  const inner = `${indent}  `;
  const members = Object.entries(properties).map(
    ([key, member]) =>
      `${docText(member, inner)}${inner}${keyText(key)}${required.has(key) ? "" : "?"}: ${typeText(member, inner)};\n`,
  );
  const others = othersText(schema, inner);
  if (members.length === 0)
    return others === undefined ? "Record<string, unknown>" : `Record<string, ${others}>`;
  const object = `{\n${members.join("")}${indent}}`;
  // What is said of other properties is not said of these.
  return others === undefined ? object : `${object} & Record<string, unknown>`;
}

/** What properties that are not declared can be. */
function othersText(schema: Readonly<Record<string, unknown>>, indent: string): string | undefined {
  const { additionalProperties, patternProperties } = schema;
  if (isRecord(patternProperties))
    return joined(
      Object.values(patternProperties).map((one) => typeText(one as WireSchema, indent)),
      " | ",
    );
  if (additionalProperties === undefined || additionalProperties === false) return undefined;
  return typeText(additionalProperties as WireSchema, indent);
}

/** What a schema says of itself, as a comment before it. */
export function docText(schema: WireSchema, indent: string): string {
  if (!isRecord(schema)) return "";
  const { description, deprecated } = schema;
  const lines = [
    ...(typeof description === "string" ? description.split("\n") : []),
    ...(deprecated === true ? ["@deprecated"] : []),
  ];
  return commentText(lines, indent);
}

/** A comment of some lines, none of which can end it. */
export function commentText(lines: readonly string[], indent: string): string {
  if (lines.length === 0) return "";
  const safe = lines.map((line) => line.replaceAll("*/", "*\\/").trimEnd());
  if (safe.length === 1) return `${indent}/** ${safe[0]} */\n`;
  return `${indent}/**\n${safe.map((line) => `${indent} *${line === "" ? "" : ` ${line}`}\n`).join("")}${indent} */\n`;
}

const isIdentifier = /^[A-Za-z_$][\w$]*$/;

/** A key of an object type. */
export const keyText = (key: string): string => (isIdentifier.test(key) ? key : textLiteral(key));

/** JSON is TypeScript, but for two line separators in a text that is shown. */
export const textLiteral = (text: string): string =>
  JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");

function literalText(value: unknown): string {
  if (typeof value === "string") return textLiteral(value);
  if (Array.isArray(value)) return `[${value.map(literalText).join(", ")}]`;
  if (!isRecord(value)) return String(value);
  const members = Object.entries(value).map(([key, member]) => `${keyText(key)}: ${literalText(member)}`);
  return `{ ${members.join("; ")} }`;
}

function joined(texts: readonly string[], separator: " | " | " & "): string {
  const distinct = [...new Set(texts)];
  if (distinct.length === 1) return distinct[0] ?? "unknown";
  return distinct.map(separator === " & " ? grouped : (text) => text).join(separator);
}

/** A type that can stand beside an operator. */
const grouped = (text: string): string =>
  /^[\w$]+$|^\{[^{}|&]*\}$|^"[^"]*"$/.test(text) ? text : `(${text})`;
