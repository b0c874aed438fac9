import type { Figure } from "../figures.ts";
import { type GrowthLine, growthLines } from "../growth/slope.ts";
import { alignedTable } from "./table.ts";

/** How the work of one request grows: a table for each thing that there is more and more of. */
export function growthSection(figures: readonly Figure[], about: ReadonlyMap<string, string>): string[] {
  const groups = Map.groupBy(growthLines(figures), ({ line }) => line);
  if (groups.size === 0) return [];
  return [
    "## Growth",
    "![CPU time of a request, from little to much, of Bunsen and by hand](images/performance-growth.svg)",
    "Medians, in µs of the server's CPU for each request. **one more** is the slope, by least squares over the points.",
    ...[...groups].flatMap(([line, group]) => [
      `### ${line}`,
      ...[about.get(line)].filter((text) => text !== undefined),
      growthTable(group),
    ]),
  ];
}

function growthTable(group: readonly GrowthLine[]): string {
  const points = group[0]?.points ?? [];
  const head = ["contender", ...points.map(({ at }) => at.toLocaleString("en-US")), "one more"];
  const rows = group.map(({ contender, points: own, slope }) => [
    contender,
    ...own.map(({ median }) => median.toFixed(2)),
    slope.toPrecision(3),
  ]);
  return alignedTable(head, rows);
}
