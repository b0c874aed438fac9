import { type Collector, type Walk, reportBroken, reportType } from "./failure-walk.ts";
import { brokenFileRule, isFileWithin } from "./files.ts";
import type { PlanOf } from "./value-plan.ts";
import {
  brokenBigIntRule,
  brokenBytesRule,
  brokenDateRule,
  isBigIntText,
  isBigIntWithin,
  isBytesText,
  isBytesWithin,
  isDateText,
  isDateWithin,
  parseBase64,
  parseBigInt,
} from "./value-rules.ts";

export const dateFailures: Collector<"date"> = (plan, value, at, walk) => {
  if (isDateWithin(plan, value)) return;
  reportDate(plan, value instanceof Date ? value : undefined, value, at, walk);
};

export const dateTextFailures: Collector<"dateText"> = (plan, value, at, walk) => {
  if (isDateText(plan, value)) return;
  reportDate(plan, isDateText({}, value) ? new Date(value as string) : undefined, value, at, walk);
};

export const bytesFailures: Collector<"bytes"> = (plan, value, at, walk) => {
  if (isBytesWithin(plan, value)) return;
  reportBytes(plan, value instanceof Uint8Array ? value : undefined, value, at, walk);
};

export const bytesTextFailures: Collector<"bytesText"> = (plan, value, at, walk) => {
  if (!isBytesText(plan, value)) reportBytes(plan, parseBase64(value), value, at, walk);
};

export const bigintFailures: Collector<"bigint"> = (plan, value, at, walk) => {
  if (isBigIntWithin(plan, value)) return;
  reportBigInt(plan, typeof value === "bigint" ? value : undefined, value, at, walk);
};

export const bigintTextFailures: Collector<"bigintText"> = (plan, value, at, walk) => {
  if (!isBigIntText(plan, value)) reportBigInt(plan, parseBigInt(value), value, at, walk);
};

export const fileFailures: Collector<"file"> = (plan, value, at, walk) => {
  if (!isFileWithin({}, value)) return reportType(walk, at, "a file", value);
  reportBroken(walk, at, brokenFileRule(plan, value), value);
};

/** What is wrong with a value that stands for no moment, or for one out of bounds. */
function reportDate(
  plan: PlanOf<"date" | "dateText">,
  date: Date | undefined,
  value: unknown,
  at: string,
  walk: Walk,
): void {
  const broken = date === undefined ? undefined : brokenDateRule(plan, date.getTime());
  if (broken === undefined) reportType(walk, at, "a date and time", value);
  else reportBroken(walk, at, broken, value, "a date and time ");
}

function reportBytes(
  plan: PlanOf<"bytes" | "bytesText">,
  bytes: Uint8Array | undefined,
  value: unknown,
  at: string,
  walk: Walk,
): void {
  const broken = bytes === undefined ? undefined : brokenBytesRule(plan, bytes.length);
  if (broken === undefined) reportType(walk, at, plan.kind === "bytes" ? "bytes" : "bytes in base64", value);
  else reportBroken(walk, at, broken, value);
}

function reportBigInt(
  plan: PlanOf<"bigint" | "bigintText">,
  parsed: bigint | undefined,
  value: unknown,
  at: string,
  walk: Walk,
): void {
  const broken = parsed === undefined ? undefined : brokenBigIntRule(plan, parsed);
  if (broken === undefined) reportType(walk, at, "an integer in digits", value);
  else reportBroken(walk, at, broken, value);
}
