/**
 * The benchmarks: `bun run bench [--quick] [--json <file>|auto] [workload]`. A full run is kept in `bench/results`.
 *
 * @module
 */
import { readSession } from "./http/arguments.ts";
import { benchKind } from "./http/results.ts";
import { runInterruptibly, runSession } from "./http/session.ts";
import { parts, suites } from "./suites.ts";

const args = process.argv.slice(2);
await runInterruptibly((signal) =>
  runSession(readSession(args, { kind: benchKind, suites, parts, keepsFullRuns: true }), signal),
);
