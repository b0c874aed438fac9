import { isRecord } from "../compile/schema-place.ts";
import { count } from "../runtime/value-rules.ts";
import type { WireSchema } from "./api-description.ts";

/** A table of Markdown. Its cells are Markdown themselves. */
export function tableText(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [header, ...rows].map((row) =>
    row.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")),
  );
  const widths = header.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [first = [], ...others] = cells;
  return [line(first), line(widths.map((width) => "-".repeat(width))), ...others.map(line)].join("\n");
}

/** A text in one line of a table, as code unless it is words. */
export function cellText(text: string, isCode = true): string {
  const line = text.replaceAll(/\s+/g, " ");
  return isCode ? `\`${line}\`` : line;
}

/** What a type does not say of a value: its bounds, its pattern, its default. */
const rules: readonly (readonly [keyword: string, words: (value: unknown) => string])[] = [
  ["format", (value) => `format \`${text(value)}\``],
  ["minimum", (value) => `at least ${text(value)}`],
  ["exclusiveMinimum", (value) => `more than ${text(value)}`],
  ["maximum", (value) => `at most ${text(value)}`],
  ["exclusiveMaximum", (value) => `less than ${text(value)}`],
  ["multipleOf", (value) => `a multiple of ${text(value)}`],
  ["minLength", (value) => `at least ${count(Number(value), "character")}`],
  ["maxLength", (value) => `at most ${count(Number(value), "character")}`],
  ["pattern", (value) => `matches \`${text(value)}\``],
  ["minItems", (value) => `at least ${count(Number(value), "item")}`],
  ["maxItems", (value) => `at most ${count(Number(value), "item")}`],
  ["uniqueItems", (value) => (value === true ? "no item twice" : "")],
  ["contentEncoding", (value) => `in ${text(value)}`],
  ["default", (value) => `default \`${JSON.stringify(value)}\``],
];

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

export function rulesText(schema: WireSchema): string {
  if (!isRecord(schema)) return "";
  const told = rules.flatMap(([keyword, words]) => (keyword in schema ? words(schema[keyword]) : []));
  return told.filter(Boolean).join(", ");
}
