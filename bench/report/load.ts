import { type Summary, spread } from "../http/summary.ts";
import { alignedTable } from "./table.ts";

/** What was measured under load: ratios, then each workload in detail. */
export function loadSection(summaries: readonly Summary[], about: ReadonlyMap<string, string>): string[] {
  const groups = Map.groupBy(summaries, ({ workload }) => workload);
  const details = [...groups].flatMap(([workload, rows]) => [
    `### ${workload}`,
    ...[about.get(workload)].filter((text) => text !== undefined),
    detailTable(rows),
  ]);
  return [
    "## Ratios",
    "![CPU time of each contender in each workload, to that of code by hand](images/performance-ratios.svg)",
    ratioNote,
    ratioTable(groups),
    "## In detail",
    detailNote,
    ...details,
  ];
}

const ratioNote = `Medians over the rounds of a contender's CPU time over that of \`hand-written\` in the same round. \`–\`: not
measured, as it has no means of its own, or is there for other workloads only.`;

const detailNote = `**µs CPU/req** is what the server's process used, user and system, for each request. **repeated** counts the
rounds that were measured again because other work had more than a tenth of the server's core, **disturbed** those that
stayed so. Rates are what one core for the load generator could ask for.`;

function ratioTable(groups: ReadonlyMap<string, readonly Summary[]>): string {
  const contenders = [...new Set([...groups.values()].flat().map(({ contender }) => contender))];
  const rows = [...groups].map(([workload, summaries]) => [
    workload,
    ...contenders.map((name) => summaries.find((row) => row.contender === name)?.ratio.toFixed(3) ?? "–"),
  ]);
  return alignedTable(["workload", ...contenders], rows);
}

function detailTable(summaries: readonly Summary[]): string {
  const head = ["contender", "µs CPU/req", "min–max", "ratio", "min–max", "req/s", "repeated", "disturbed"];
  const rows = summaries.map((row) => [
    row.contender,
    row.cpuMicroseconds.median.toFixed(2),
    spread(row.cpuMicroseconds, 2),
    row.ratio.toFixed(3),
    spread(row.ratioRange, 3),
    Math.round(row.requestsPerSecond).toLocaleString("en-US"),
    String(row.repeatedRounds),
    String(row.disturbedRounds),
  ]);
  return alignedTable(head, rows);
}
