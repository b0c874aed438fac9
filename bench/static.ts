/**
 * Files of a directory, and a film: `bun bench/static.ts [--quick] [--json <file>] [workload]`.
 *
 * @module
 */
import { readSession } from "./http/arguments.ts";
import { runInterruptibly, runSession } from "./http/session.ts";
import { createContenders } from "./static/contenders.ts";
import { workloads } from "./static/workloads.ts";

const args = process.argv.slice(2);
const suites = [{ workloads, createContenders }];
await runInterruptibly((signal) => runSession(readSession(args, { kind: "static", suites }), signal));
