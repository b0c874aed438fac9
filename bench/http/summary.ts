import { baseline } from "./contenders.ts";
import { isDisturbed } from "./disturbance.ts";
import type { Measurement } from "./measure.ts";

/** The least and the greatest. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** One row of the table. */
export interface Summary {
  readonly workload: string;
  readonly contender: string;
  readonly cpuMicroseconds: Range & { readonly median: number };
  /** Median. */
  readonly requestsPerSecond: number;
  /** Median over the rounds of CPU time ÷ the baseline's CPU time in the same round. Below 1 is less work. */
  readonly ratio: number;
  readonly ratioRange: Range;
  /** Rounds measured again, as other work disturbed them; and those that stayed disturbed. */
  readonly repeatedRounds: number;
  readonly disturbedRounds: number;
}

/** The rows of one workload's measurements, the baseline among them. */
export function summarize(measurements: readonly Measurement[]): Summary[] {
  const reference = measurements.find(({ contender }) => contender === baseline);
  if (reference === undefined) throw new TypeError(`There is no measurement of ${baseline}.`);
  return measurements.map(({ workload, contender, rounds, repeatedRounds }) => {
    const cpu = rounds.map((round) => round.cpuMicroseconds);
    const ratios = cpu.map(
      (value, index) => value / (reference.rounds[index]?.cpuMicroseconds ?? Number.NaN),
    );
    return {
      workload,
      contender,
      cpuMicroseconds: { median: median(cpu), ...rangeOf(cpu) },
      requestsPerSecond: median(rounds.map((round) => round.requestsPerSecond)),
      ratio: median(ratios),
      ratioRange: rangeOf(ratios),
      repeatedRounds,
      disturbedRounds: rounds.filter((round) => isDisturbed(round)).length,
    };
  });
}

/** The rows of several workloads. */
export const summarizeAll = (measurements: readonly Measurement[]): Summary[] =>
  [...Map.groupBy(measurements, ({ workload }) => workload).values()].flatMap(summarize);

/** The least and the greatest of them. */
export const rangeOf = (values: readonly number[]): Range => ({
  min: Math.min(...values),
  max: Math.max(...values),
});

/** A range as text. */
export const spread = ({ min, max }: Range, digits: number): string =>
  `${min.toFixed(digits)}–${max.toFixed(digits)}`;

/** The middle value; the mean of the two middle ones of an even number. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

export const tableHead: string = row("workload", "contender", "µs CPU/req", "min–max", "req/s", "ratio");

export function tableRow(summary: Summary): string {
  return row(
    summary.workload,
    summary.contender,
    summary.cpuMicroseconds.median.toFixed(2),
    spread(summary.cpuMicroseconds, 2),
    Math.round(summary.requestsPerSecond).toLocaleString("en-US"),
    summary.ratio.toFixed(3),
  );
}

function row(workload: string, contender: string, ...figures: readonly string[]): string {
  const [cpu = "", range = "", rate = "", ratio = ""] = figures;
  return [
    workload.padEnd(19),
    contender.padEnd(16),
    cpu.padStart(10),
    range.padStart(13),
    rate.padStart(9),
    ratio.padStart(7),
  ].join(" ");
}
