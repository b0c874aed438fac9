import { parseArgs } from "node:util";
import { describeMachine } from "../machine.ts";
import { resultsFile } from "./results.ts";
import type { Part } from "../part.ts";
import type { Session, Suite } from "./session.ts";
import { UsageError } from "./usage-error.ts";

/** A benchmark, as it reads its arguments. */
export interface Benchmark {
  readonly kind: string;
  readonly suites: readonly Suite[];
  readonly parts?: readonly Part[];
  /** Whether full runs of all workloads are kept without `--json`. */
  readonly keepsFullRuns?: boolean;
}

/**
 * Reads `[--quick] [--json <file>|auto] [workload …]`: all of them, or those whose names contain one of these; parts whole.
 * `auto` is a file of `bench/results`.
 *
 * @throws {UsageError} where that names no workload, or an option that there is not, or `auto` for some of the workloads
 */
export function readSession(
  args: string[],
  { kind, suites, parts = [], keepsFullRuns = false }: Benchmark,
): Session {
  const { values, positionals } = readArguments(args);
  const isChosen = (name: string): boolean =>
    positionals.length === 0 || positionals.some((part) => name.includes(part));
  const chosen = suites
    .map((suite) => ({ ...suite, workloads: suite.workloads.filter(({ name }) => isChosen(name)) }))
    .filter(({ workloads }) => workloads.length > 0);
  const chosenParts = parts.filter(({ about }) => Object.keys(about).some(isChosen));
  if (chosen.length + chosenParts.length === 0) {
    const inSuites = suites.flatMap(({ workloads }) => workloads.map(({ name }) => name));
    const names = [...inSuites, ...parts.flatMap(({ about }) => Object.keys(about))].join(", ");
    throw new UsageError(`No workload is named ${positionals.join(" or ")}. There are ${names}.`);
  }
  const isWhole = positionals.length === 0;
  if (values.json === "auto" && !isWhole) {
    throw new UsageError("Results of some workloads are not kept in bench/results: name a file for them.");
  }
  const isKept =
    values.json === "auto" || (values.json === undefined && keepsFullRuns && isWhole && !values.quick);
  const jsonFile = isKept ? resultsFile(kind, describeMachine().commit) : values.json;
  const extent = values.quick ? "quick" : "full";
  return { kind, extent, suites: chosen, parts: chosenParts, jsonFile };
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
