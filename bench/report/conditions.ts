import type { Results } from "../http/results.ts";
import { alignedTable } from "./table.ts";

/** When, where and with what it was measured. */
export function conditions(results: Results): string[] {
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
  return [alignedTable(["", ""], facts)];
}
