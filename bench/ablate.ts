/**
 * What each switch of `performance.optimizations` is worth: `bun run bench:ablate [--quick] [--json <file>] [workload]`.
 *
 * @module
 */
import { createContenders } from "./ablate/contenders.ts";
import { workloads } from "./ablate/workloads.ts";
import { readSession } from "./http/arguments.ts";
import { runInterruptibly, runSession } from "./http/session.ts";

const args = process.argv.slice(2);
const suites = [{ workloads, createContenders }];
await runInterruptibly((signal) => runSession(readSession(args, { kind: "ablate", suites }), signal));
