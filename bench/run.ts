/**
 * The benchmarks: `bun run bench [--quick] [--json <file>] [workload]`.
 *
 * @module
 */
import { readSession } from "./http/arguments.ts";
import { createContenders } from "./http/contenders.ts";
import { runInterruptibly, runSession } from "./http/session.ts";
import { workloads } from "./http/workloads.ts";

const args = process.argv.slice(2);
await runInterruptibly((signal) => runSession(readSession(args, { workloads, createContenders }), signal));
