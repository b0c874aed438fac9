import { type Collector, report, reportBroken, reportType } from "./failure-walk.ts";
import { isObject } from "./object-values.ts";
import { brokenFormatRule, brokenNumberRule, brokenStringRule, isEqual } from "./value-rules.ts";

export const definedFailures: Collector<"defined"> = (_, value, at, walk) =>
  value !== undefined || reportType(walk, at, "a value", value);

export const neverFailures: Collector<"never"> = (_, value, at, walk) =>
  reportType(walk, at, "nothing", value);

export const nullFailures: Collector<"null"> = (_, value, at, walk) =>
  value === null || reportType(walk, at, "null", value);

export const undefinedFailures: Collector<"undefined"> = (_, value, at, walk) =>
  value === undefined || reportType(walk, at, "nothing", value);

export const booleanFailures: Collector<"boolean"> = (_, value, at, walk) =>
  typeof value === "boolean" || reportType(walk, at, "a boolean", value);

export const integerFailures: Collector<"integer"> = (plan, value, at, walk) => {
  if (!Number.isInteger(value)) return reportType(walk, at, "an integer", value);
  reportBroken(walk, at, brokenNumberRule(plan, value as number), value, "an integer, ");
};

export const numberFailures: Collector<"number"> = (plan, value, at, walk) => {
  if (!Number.isFinite(value)) return reportType(walk, at, "a number", value);
  reportBroken(walk, at, brokenNumberRule(plan, value as number), value, "a number, ");
};

/** Of strings without a format. */
export const stringFailures: Collector<"string"> = (plan, value, at, walk) => {
  if (typeof value !== "string") return reportType(walk, at, "a string", value);
  reportBroken(walk, at, brokenStringRule(plan, value), value);
};

/** Of strings, some of which have a format. */
export const formattedFailures: Collector<"string"> = (plan, value, at, walk) => {
  if (typeof value !== "string") return reportType(walk, at, "a string", value);
  reportBroken(walk, at, brokenStringRule(plan, value) ?? brokenFormatRule(plan, value), value);
};

export const literalFailures: Collector<"literal"> = (plan, value, at, walk) =>
  value === plan.value || report(walk, at, "const", JSON.stringify(plan.value), value);

export const equalFailures: Collector<"equal"> = (plan, value, at, walk) =>
  isEqual(value, plan.value) || report(walk, at, "const", "the constant of the schema", value);

export const anyObjectFailures: Collector<"anyObject"> = (_, value, at, walk) =>
  isObject(value) || reportType(walk, at, "an object", value);
