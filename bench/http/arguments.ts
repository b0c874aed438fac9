import { parseArgs } from "node:util";
import { type Session, UsageError, schedules } from "./session.ts";

/**
 * Reads `[--quick] [--json <file>] [workload …]`.
 *
 * @throws {UsageError} where that names no workload, or an option that there is not
 */
export function readSession(
  args: string[],
  { workloads, createContenders }: Pick<Session, "workloads" | "createContenders">,
): Session {
  const { values, positionals } = readArguments(args);
  const chosen = workloads.filter(
    ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
  );
  const schedule = schedules[values.quick ? "quick" : "full"];
  if (chosen.length > 0) return { schedule, workloads: chosen, createContenders, jsonFile: values.json };
  const names = workloads.map(({ name }) => name).join(", ");
  throw new UsageError(`No workload is named ${positionals.join(" or ")}. There are ${names}.`);
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
