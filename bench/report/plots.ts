import { type Figure, summarizeFigure } from "../figures.ts";
import { growthLines } from "../growth/slope.ts";
import type { Results } from "../http/results.ts";
import type { Summary } from "../http/summary.ts";
import { type Panel, barPicture } from "./bars.ts";
import { linePicture } from "./lines.ts";
import { short } from "./svg.ts";

/** Pictures of results, by the names of their files. */
export const plotsOf = ({ summaries, figures }: Results): ReadonlyMap<string, string> =>
  new Map([
    [
      "performance-ratios.svg",
      barPicture("CPU time for each request, to that of code by hand", ratioPanels(summaries)),
    ],
    [
      "performance-beside.svg",
      barPicture("Bundles, starts, memory, type checks, work", figurePanels(figures)),
    ],
    [
      "performance-growth.svg",
      linePicture("CPU time for each request, from little to much", growthLines(figures)),
    ],
  ]);

const ratioPanels = (summaries: readonly Summary[]): Panel[] =>
  [...Map.groupBy(summaries, ({ workload }) => workload)].map(([workload, rows]) => ({
    title: workload,
    reference: 1,
    bars: rows.map(({ contender, ratio, ratioRange }) => ({
      name: contender,
      value: ratio,
      range: ratioRange,
      label: ratio.toFixed(2),
    })),
  }));

const figurePanels = (figures: readonly Figure[]): Panel[] =>
  [
    ...Map.groupBy(
      figures.filter(({ point }) => point === undefined),
      ({ workload }) => workload,
    ),
  ].map(([workload, group]) => ({
    title: `${workload}, ${group[0]?.unit}`,
    bars: group.map((figure) => {
      const { median, range } = summarizeFigure(figure, group);
      const label = `${short(median)}${figure.fault === undefined ? "" : " †"}`;
      return { name: figure.contender, value: median, range, label };
    }),
  }));
