import { hasFormat } from "./formats.ts";
import type { NumberRules, StringRules } from "./value-plan.ts";

/** A rule of a number that does not hold, in words; undefined where all hold. */
export function brokenNumberRule(rules: NumberRules, value: number): string | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = rules;
  if (minimum !== undefined && value < minimum) return `at least ${minimum}`;
  if (maximum !== undefined && value > maximum) return `at most ${maximum}`;
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return `greater than ${exclusiveMinimum}`;
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum) return `less than ${exclusiveMaximum}`;
  if (multipleOf !== undefined && !isMultipleOf(value, multipleOf)) return `a multiple of ${multipleOf}`;
  return undefined;
}

/** Whether `value / step` is whole: exactly for integers, else within what doubles can tell, 0.3 is a multiple of 0.1. */
export function isMultipleOf(value: number, step: number): boolean {
  if (Number.isInteger(value) && Number.isInteger(step)) return value % step === 0;
  const quotient = value / step;
  return Math.abs(quotient - Math.round(quotient)) <= Number.EPSILON * Math.abs(quotient);
}

/** A rule of a string that does not hold, in words; undefined where all hold. */
export function brokenStringRule(rules: StringRules, value: string): string | undefined {
  const { minLength, maxLength, pattern, format } = rules;
  if (minLength !== undefined && value.length < minLength) return `at least ${characters(minLength)}`;
  if (maxLength !== undefined && value.length > maxLength) return `at most ${characters(maxLength)}`;
  if (pattern !== undefined && !new RegExp(pattern).test(value)) return `text that matches ${pattern}`;
  if (format !== undefined && !hasFormat(format, value)) return `text in the format ${format}`;
  return undefined;
}

const characters = (count: number): string => (count === 1 ? "1 character" : `${count} characters`);
