import type { Results } from "../http/results.ts";
import { type RatioRow, ratioRows } from "../ratios.ts";
import { alignedTable } from "./table.ts";

/** Less than that is level. */
const levelRatio = 1.05;

/** Where Bunsen needs more than another contender, by more than what is level. */
export function lossesSection(results: Results): string[] {
  const groups = Map.groupBy(ratioRows(results), ({ workload }) => workload);
  const rows = [...groups].flatMap(([workload, group]) => {
    const own = group.find(({ contender }) => contender === "bunsen");
    const others = group.filter(({ contender }) => !contender.startsWith("bunsen"));
    const less = others.filter(({ ratio }) => own !== undefined && own.ratio > ratio * levelRatio);
    return own === undefined || less.length === 0 ? [] : [[workload, timesMore(own, less)]];
  });
  return [
    "## Where others need less",
    "How many times as much Bunsen, built, needs as others do that need less than it, by more than a twentieth.",
    rows.length === 0 ? "Nowhere." : alignedTable(["workload", "bunsen ÷ another"], rows),
  ];
}

const timesMore = (own: RatioRow, others: readonly RatioRow[]): string =>
  others.map(({ contender, ratio }) => `${contender} ${(own.ratio / ratio).toFixed(2)}`).join(", ");
