/**
 * The benchmarks: `bun run bench [--quick] [--json <file>|auto] [workload]`, and `bun run bench compare <file> <file>`.
 * A full run is kept in `bench/results`.
 *
 * @module
 */
import { changeLines, compareResults } from "./compare.ts";
import { readSession } from "./http/arguments.ts";
import { benchKind, readResults } from "./http/results.ts";
import { runInterruptibly, runSession } from "./http/session.ts";
import { UsageError } from "./http/usage-error.ts";
import { parts, suites } from "./suites.ts";

const args = process.argv.slice(2);
const [command, ...files] = args;
await runInterruptibly(async (signal) => {
  if (command === "compare") return compare(files);
  await runSession(readSession(args, { kind: benchKind, suites, parts, keepsFullRuns: true }), signal);
});

async function compare([before, after, ...others]: readonly string[]): Promise<void> {
  if (before === undefined || after === undefined || others.length > 0) {
    throw new UsageError("Name two files of results: bun run bench compare <before> <after>.");
  }
  const changes = compareResults(await readResults(before), await readResults(after));
  console.log(changeLines(changes).join("\n"));
  console.log("\n* the ranges over the rounds have nothing in common");
}
