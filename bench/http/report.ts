import type { Results } from "./results.ts";
import { type Summary, spread } from "./summary.ts";

/**
 * docs/performance.md.
 *
 * @param about what workloads ask for, by their name
 */
export function performancePage(results: Results, about: ReadonlyMap<string, string>): string {
  const groups = Map.groupBy(results.summaries, ({ workload }) => workload);
  const sections = [...groups].flatMap(([workload, rows]) => [
    `### ${workload}`,
    ...[about.get(workload)].filter((text) => text !== undefined),
    detailTable(rows),
  ]);
  return `${[...preface(results), ratioTable(groups), "## In detail", detailNote, ...sections].join("\n\n")}\n`;
}

const detailNote = `**µs CPU/req** is what the server's process used, user and system, for each request. **repeated** counts the
rounds that were measured again because other work had more than a tenth of the server's core, **disturbed** those that
stayed so. Rates are what one core for the load generator could ask for.`;

function preface(results: Results): string[] {
  const { machine, schedule, loadAverageAfter, generator, connections, isPinned, versions } = results;
  const { cpu, cores, bun, commit = "unknown", isDirty, loadAverage } = machine;
  const { rounds, roundSeconds, warmUpSeconds } = schedule;
  const facts: readonly (readonly [string, string])[] = [
    ["measured", `${results.measuredAt}, in ${Math.ceil(results.elapsedSeconds / 60)} min`],
    ["commit", `${commit}${isDirty === true ? ", with changes that are not in it" : ""}`],
    ["machine", `${cpu}, ${cores} cores`],
    ["Bun", bun],
    [
      "others",
      Object.entries(versions)
        .map((entry) => entry.join(" "))
        .join(", "),
    ],
    ["load average", `${loadAverage.toFixed(2)} before, ${loadAverageAfter.toFixed(2)} after`],
    ["load", `${generator}, ${connections} connections, one request at a time on each`],
    ["cores", isPinned ? "server on core 0, load on core 1" : "not bound"],
    ["rounds", `${rounds} of ${roundSeconds} s each, by turns, after ${warmUpSeconds} s of warm-up`],
  ];
  return [
    "# Performance",
    "<!-- `bun run bench:report` writes this page from the newest results of `bun run bench`. -->",
    `What the server's CPU does for each request, as a ratio to \`Bun.serve\` written by hand: below 1 is less work, above 1
more. Bunsen checks more than the code by hand does; what is compared, and how, is in
[bench/README.md](../bench/README.md). Within ±0.05, or where ranges overlap widely, call it level.`,
    alignedTable(["", ""], facts),
    "## Ratios",
    `Medians over the rounds of a contender's CPU time over that of \`hand-written\` in the same round. \`–\`: not
measured, as it has no means of its own, or is there for other workloads only.`,
  ];
}

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

/** A table as `bun fmt` writes it. With more than two columns, all but the first hold figures. */
function alignedTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const areFigures = head.length > 2;
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((cells) => (cells[column] ?? "").length)),
  );
  const line = (cells: readonly string[]): string => {
    const padded = cells.map((cell, column) => {
      const width = widths[column] ?? 0;
      return areFigures && column > 0 ? cell.padStart(width) : cell.padEnd(width);
    });
    return `| ${padded.join(" | ")} |`;
  };
  const rule = widths.map((width, column) =>
    areFigures && column > 0 ? `${"-".repeat(width - 1)}:` : "-".repeat(width),
  );
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
