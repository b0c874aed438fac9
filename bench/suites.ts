import { createContenders } from "./http/contenders.ts";
import type { Suite } from "./http/session.ts";
import { workloads } from "./http/workloads.ts";
import { createContenders as createChains } from "./middleware/contenders.ts";
import { workloads as chainWorkloads } from "./middleware/workloads.ts";

/** What `bun run bench` measures: an app of plain routes, and one with five middlewares around them. */
export const suites: readonly Suite[] = [
  { workloads, createContenders },
  { workloads: chainWorkloads, createContenders: createChains },
];

/** What each workload asks for, by its name. */
export const aboutWorkloads: ReadonlyMap<string, string> = new Map(
  suites.flatMap((suite) =>
    suite.workloads.flatMap(({ name, about }) => (about ? [[name, about] as const] : [])),
  ),
);
