import { parseArgs } from "node:util";
import { describeMachine } from "../machine.ts";
import { resultsFile } from "./results.ts";
import { type Session, type Suite, UsageError, schedules } from "./session.ts";

/** A benchmark, as it reads its arguments. */
export interface Benchmark {
  readonly kind: string;
  readonly suites: readonly Suite[];
  /** Whether full runs of all workloads are kept without `--json`. */
  readonly keepsFullRuns?: boolean;
}

/**
 * Reads `[--quick] [--json <file>|auto] [workload …]`. `auto` is a file of `bench/results`.
 *
 * @throws {UsageError} where that names no workload, or an option that there is not, or `auto` for some of the workloads
 */
export function readSession(args: string[], { kind, suites, keepsFullRuns = false }: Benchmark): Session {
  const { values, positionals } = readArguments(args);
  const chosen = suites
    .map((suite) => choose(suite, positionals))
    .filter(({ workloads }) => workloads.length > 0);
  if (chosen.length === 0) {
    const names = suites.flatMap(({ workloads }) => workloads.map(({ name }) => name)).join(", ");
    throw new UsageError(`No workload is named ${positionals.join(" or ")}. There are ${names}.`);
  }
  const isWhole = positionals.length === 0;
  if (values.json === "auto" && !isWhole) {
    throw new UsageError("Results of some workloads are not kept in bench/results: name a file for them.");
  }
  const isKept =
    values.json === "auto" || (values.json === undefined && keepsFullRuns && isWhole && !values.quick);
  const jsonFile = isKept ? resultsFile(kind, describeMachine().commit) : values.json;
  return { kind, schedule: schedules[values.quick ? "quick" : "full"], suites: chosen, jsonFile };
}

/** A suite with those of its workloads whose name contains one of the parts; all of them for none. */
function choose(suite: Suite, parts: readonly string[]): Suite {
  const isChosen = (name: string): boolean => parts.length === 0 || parts.some((part) => name.includes(part));
  return { ...suite, workloads: suite.workloads.filter(({ name }) => isChosen(name)) };
}

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { quick: { type: "boolean", default: false }, json: { type: "string" } },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
