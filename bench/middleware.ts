/**
 * Five middlewares, and a path that does without: `bun bench/middleware.ts [--quick] [--json <file>] [workload]`.
 *
 * @module
 */
import { readSession } from "./http/arguments.ts";
import { runInterruptibly, runSession } from "./http/session.ts";
import { createContenders } from "./middleware/contenders.ts";
import { workloads } from "./middleware/workloads.ts";

const args = process.argv.slice(2);
const suites = [{ workloads, createContenders }];
await runInterruptibly((signal) => runSession(readSession(args, { kind: "middleware", suites }), signal));
