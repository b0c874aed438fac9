import { baseline } from "./http/contenders.ts";
import { type Range, median, rangeOf, spread } from "./http/summary.ts";

/** Of all of these, less is better. */
export type Unit = "ms" | "s" | "µs CPU/req" | "MB" | "kB";

/** What a contender needed for something, once for each round. */
export interface Figure {
  readonly workload: string;
  readonly contender: string;
  readonly unit: Unit;
  readonly values: readonly number[];
  /** Where it is one of a line: how much of something there was. */
  readonly point?: Point;
  /** What the contender did not manage, where there is something. */
  readonly fault?: string;
}

/** Of a line, which is the workload's name without what there was of it. */
export interface Point {
  readonly line: string;
  readonly at: number;
}

/** A figure as it is told. */
export interface FigureSummary {
  readonly median: number;
  readonly range: Range;
  /** Median over the rounds of its value ÷ the baseline's in the same round. */
  readonly ratio: number;
  readonly ratioRange: Range;
}

/** @param figures those of the workload, the baseline's among them */
export function summarizeFigure({ workload, values }: Figure, figures: readonly Figure[]): FigureSummary {
  const reference = figures.find((other) => other.workload === workload && other.contender === baseline);
  const ratios = values.map((value, round) => value / (reference?.values[round] ?? Number.NaN));
  return {
    median: median(values),
    range: rangeOf(values),
    ratio: median(ratios),
    ratioRange: rangeOf(ratios),
  };
}

export const figureHead: string = row("workload", "contender", "median", "min–max", "unit", "ratio");

/** Figures as they are printed; what went wrong comes after them. */
export const figureRows = (figures: readonly Figure[]): string[] =>
  figures.map((figure) => {
    const { workload, contender, unit, fault = "" } = figure;
    const summary = summarizeFigure(figure, figures);
    const value = summary.median.toFixed(2);
    const cells = [value, spread(summary.range, 2), unit, summary.ratio.toFixed(3)] as const;
    return `${row(workload, contender, ...cells)}  ${fault}`.trimEnd();
  });

function row(
  workload: string,
  contender: string,
  value: string,
  range: string,
  unit: string,
  ratio: string,
): string {
  const names = [workload.padEnd(22), contender.padEnd(16)];
  return [...names, value.padStart(9), range.padStart(18), unit.padEnd(10), ratio.padStart(8)].join(" ");
}
