import { type Figure, summarizeFigure } from "../figures.ts";
import { spread } from "../http/summary.ts";
import { alignedTable } from "./table.ts";

/** What was measured beside the load: a table for each. */
export function besideSection(figures: readonly Figure[], about: ReadonlyMap<string, string>): string[] {
  const groups = Map.groupBy(
    figures.filter(({ point }) => point === undefined),
    ({ workload }) => workload,
  );
  if (groups.size === 0) return [];
  return [
    "## Bundles, starts, memory, types, work",
    "![Bundles, starts, memory, type checks and work of each contender](images/performance-beside.svg)",
    "Medians over the rounds; ratios to `hand-written` in the same round. Of everything, less is better.",
    ...[...groups].flatMap(([workload, group]) => [
      `### ${workload}`,
      ...[about.get(workload)].filter((text) => text !== undefined),
      figureTable(group),
      ...faultsOf(group),
    ]),
  ];
}

const figureTable = (group: readonly Figure[]): string =>
  group[0]?.unit === "kB" ? weightTable(group) : timeTable(group);

/** Bundles are weighed once, and there is hardly anything in the one by hand that ratios would be ratios to. */
const weightTable = (group: readonly Figure[]): string =>
  alignedTable(
    ["contender", "kB"],
    group.map(({ contender, values }) => [contender, values[0]?.toFixed(2) ?? ""]),
  );

function timeTable(group: readonly Figure[]): string {
  const rows = group.map((figure) => {
    const { median, range, ratio, ratioRange } = summarizeFigure(figure, group);
    const name = figure.fault === undefined ? figure.contender : `${figure.contender} †`;
    return [name, median.toFixed(2), spread(range, 2), ratio.toFixed(3), spread(ratioRange, 3)];
  });
  return alignedTable(["contender", group[0]?.unit ?? "", "min–max", "ratio", "min–max"], rows);
}

/** What contenders did not manage. */
function faultsOf(group: readonly Figure[]): string[] {
  const faults = group.flatMap(({ contender, fault }) =>
    fault === undefined ? [] : [`${contender}: ${fault}`],
  );
  return faults.length === 0 ? [] : [`† ${faults.join("; ")}.`];
}
