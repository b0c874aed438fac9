import type { Results } from "./http/results.ts";

import { type Range, spread } from "./http/summary.ts";
import { UsageError } from "./http/usage-error.ts";
import { ratioRows } from "./ratios.ts";

/** Two runs that say nothing of each other. */
export class IncomparableError extends UsageError {
  override readonly name = "IncomparableError";
}

/** How a contender's ratio to the baseline changed between two runs. */
export interface Change {
  readonly workload: string;
  readonly contender: string;
  readonly before: number;
  readonly after: number;
  readonly rangeBefore: Range;
  readonly rangeAfter: Range;
  /** Whether the ranges over the rounds have nothing in common: the change is more than the spread. */
  readonly isClear: boolean;
}

/**
 * What changed from one run to another, for what both measured.
 *
 * @throws {IncomparableError} where machine, load or payloads differ, with all that does
 */
export function compareResults(before: Results, after: Results): Change[] {
  const reasons = differencesOf(before, after);
  if (reasons.length > 0) {
    throw new IncomparableError(
      `These runs cannot be compared:\n${reasons.map((text) => `  ${text}`).join("\n")}`,
    );
  }
  const rows = ratioRows(after);
  return ratioRows(before).flatMap((one) => {
    const other = rows.find((row) => row.workload === one.workload && row.contender === one.contender);
    if (other === undefined) return [];
    const isClear = one.range.max < other.range.min || other.range.max < one.range.min;
    return [
      {
        workload: one.workload,
        contender: one.contender,
        before: one.ratio,
        after: other.ratio,
        rangeBefore: one.range,
        rangeAfter: other.range,
        isClear,
      },
    ];
  });
}

/** What makes two runs incomparable, each as a line. */
function differencesOf(before: Results, after: Results): string[] {
  const conditions: readonly (readonly [string, (results: Results) => unknown])[] = [
    ["benchmark", ({ kind }) => kind],
    ["cpu", ({ machine }) => machine.cpu],
    ["cores", ({ machine }) => machine.cores],
    ["Bun", ({ machine }) => machine.bun],
    ["load generator", ({ generator }) => generator],
    ["connections", ({ connections }) => connections],
    ["bound to cores", ({ isPinned }) => isPinned],
    ["schedule", ({ schedule }) => JSON.stringify(schedule)],
  ];
  const ofRuns = conditions.flatMap(([name, read]) =>
    read(before) === read(after) ? [] : [`${name}: ${String(read(before))} and ${String(read(after))}`],
  );
  const ofPayloads = Object.entries(before.payloads).flatMap(([workload, payload]) =>
    payload === (after.payloads[workload] ?? payload)
      ? []
      : [`payload of ${workload}: it asks for, or gets, something else`],
  );
  return [...ofRuns, ...ofPayloads];
}

/** A line for each change; those that are clear are marked. */
export function changeLines(changes: readonly Change[]): string[] {
  const cells = changes.map((change) => [
    change.workload,
    change.contender,
    change.before.toFixed(3),
    spread(change.rangeBefore, 3),
    change.after.toFixed(3),
    spread(change.rangeAfter, 3),
    percent(change),
    change.isClear ? "*" : "",
  ]);
  const head = ["workload", "contender", "before", "min–max", "after", "min–max", "change", ""];
  const rows = [head, ...cells];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}

function percent({ before, after }: Change): string {
  const change = (after / before - 1) * 100;
  return `${change > 0 ? "+" : ""}${change.toFixed(1)} %`;
}
