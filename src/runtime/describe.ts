import { count } from "./value-rules.ts";
import type { PlanRegistry, ValuePlan } from "./value-plan.ts";

/** What a plan asks for, in a word or two. */
export function describePlan(plan: ValuePlan, registry: PlanRegistry): string {
  switch (plan.kind) {
    case "literal":
      return JSON.stringify(plan.value);
    case "named":
      return describePlan(registry[plan.name] ?? { kind: "never" }, registry);
    case "union":
    case "one":
      return plan.variants.map((variant) => describePlan(variant, registry)).join(" or ");
    case "intersect":
      return plan.members.map((member) => describePlan(member, registry)).join(" and ");
    case "transform":
      return describePlan(plan.plan, registry);
    case "not":
      return `anything but ${describePlan(plan.plan, registry)}`;
    default:
      return words[plan.kind];
  }
}

const words: Readonly<
  Record<
    Exclude<ValuePlan["kind"], "literal" | "named" | "union" | "one" | "intersect" | "not" | "transform">,
    string
  >
> = {
  any: "anything",
  defined: "a value",
  never: "nothing",
  null: "null",
  undefined: "nothing",
  boolean: "a boolean",
  integer: "an integer",
  number: "a number",
  string: "a string",
  equal: "the constant of the schema",
  date: "a date and time",
  dateText: "a date and time",
  bytes: "bytes",
  bytesText: "bytes in base64",
  bigint: "an integer in digits",
  bigintText: "an integer in digits",
  file: "a file",
  anyObject: "an object",
  array: "an array",
  tuple: "an array",
  object: "an object",
};

/** A value in one short line. Objects and arrays are told by kind: their content is not for error messages. */
export function describeValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `an array of ${count(value.length, "item")}`;
  if (value instanceof Blob) return `a file of ${count(value.size, "byte")}`;
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "string") return String(value);
  return JSON.stringify(value.length > 56 ? `${value.slice(0, 55)}…` : value);
}

/** The kind of a value alone, for one that must not be shown. */
export function describeKind(value: unknown): string {
  if (typeof value === "string") return `a string of ${count(value.length, "character")}`;
  return typeof value === "object" || value === undefined ? describeValue(value) : `a ${typeof value}`;
}
