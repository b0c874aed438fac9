import { summarizeFigure } from "./figures.ts";
import type { Results } from "./http/results.ts";
import type { Range } from "./http/summary.ts";

/** A contender in a workload, or in what is measured beside the load, against the baseline there. */
export interface RatioRow {
  readonly workload: string;
  readonly contender: string;
  readonly ratio: number;
  /** Over the rounds. */
  readonly range: Range;
}

/** All ratios of a run. */
export const ratioRows = ({ summaries, figures }: Results): RatioRow[] => [
  ...summaries.map(({ workload, contender, ratio, ratioRange }) => ({
    workload,
    contender,
    ratio,
    range: ratioRange,
  })),
  ...figures.map((figure) => {
    const { ratio, ratioRange } = summarizeFigure(figure, figures);
    return { workload: figure.workload, contender: figure.contender, ratio, range: ratioRange };
  }),
];

/** One line for each: `<workload> <contender> <ratio>`. */
export const ratioLines = (results: Results): string[] =>
  ratioRows(results).map(({ workload, contender, ratio }) => `${workload} ${contender} ${ratio.toFixed(3)}`);
