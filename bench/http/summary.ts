import { baseline } from "./contenders.ts";
import type { Measurement } from "./measure.ts";

/** One row of the table. */
export interface Summary {
  readonly workload: string;
  readonly contender: string;
  readonly cpuMicroseconds: { readonly median: number; readonly min: number; readonly max: number };
  /** Median. */
  readonly requestsPerSecond: number;
  /** Median over the rounds of CPU time ÷ the baseline's CPU time in the same round. Below 1 is less work. */
  readonly ratio: number;
}

/** The rows of one workload's measurements, the baseline among them. */
export function summarize(measurements: readonly Measurement[]): Summary[] {
  const reference = measurements.find(({ contender }) => contender === baseline);
  if (reference === undefined) throw new TypeError(`There is no measurement of ${baseline}.`);
  return measurements.map(({ workload, contender, rounds }) => {
    const cpu = rounds.map((round) => round.cpuMicroseconds);
    const ratios = cpu.map(
      (value, index) => value / (reference.rounds[index]?.cpuMicroseconds ?? Number.NaN),
    );
    return {
      workload,
      contender,
      cpuMicroseconds: { median: median(cpu), min: Math.min(...cpu), max: Math.max(...cpu) },
      requestsPerSecond: median(rounds.map((round) => round.requestsPerSecond)),
      ratio: median(ratios),
    };
  });
}

/** The middle value; the mean of the two middle ones of an even number. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

export const tableHead: string = row("workload", "contender", "µs CPU/req", "min–max", "req/s", "ratio");

export function tableRow(summary: Summary): string {
  const { median: middle, min, max } = summary.cpuMicroseconds;
  return row(
    summary.workload,
    summary.contender,
    middle.toFixed(2),
    `${min.toFixed(2)}–${max.toFixed(2)}`,
    Math.round(summary.requestsPerSecond).toLocaleString("en-US"),
    summary.ratio.toFixed(3),
  );
}

function row(workload: string, contender: string, ...figures: readonly string[]): string {
  const [cpu = "", range = "", rate = "", ratio = ""] = figures;
  return [
    workload.padEnd(16),
    contender.padEnd(16),
    cpu.padStart(10),
    range.padStart(13),
    rate.padStart(9),
    ratio.padStart(7),
  ].join(" ");
}
