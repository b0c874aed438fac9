import { growth } from "./growth/part.ts";
import { createContenders } from "./http/contenders.ts";
import type { Suite } from "./http/session.ts";
import { workloads } from "./http/workloads.ts";
import { createContenders as createChains } from "./middleware/contenders.ts";
import { workloads as chainWorkloads } from "./middleware/workloads.ts";
import type { Part } from "./part.ts";
import { createPrograms } from "./programs/contenders.ts";
import { programs } from "./programs/part.ts";
import { types } from "./types/part.ts";
import { cpuMix } from "./workers/part.ts";
import { workloads as publicWorkloads } from "./programs/workloads.ts";

/** Minified or not, Bunsen runs the same code. */
const createPublic: Suite["createContenders"] = (directory) =>
  createPrograms("public", directory).filter(({ name }) => name !== "bunsen-minified");

/**
 * What `bun run bench` measures over HTTP: an app of plain routes, one with five middlewares around them, and that of a
 * public benchmark.
 */
export const suites: readonly Suite[] = [
  { workloads, createContenders },
  { workloads: chainWorkloads, createContenders: createChains },
  { workloads: publicWorkloads, createContenders: createPublic },
];

/** What it measures beside that. */
export const parts: readonly Part[] = [programs, types, cpuMix, growth];

/** What each workload asks for, by its name. */
export const aboutWorkloads: ReadonlyMap<string, string> = new Map([
  ...suites.flatMap((suite) =>
    suite.workloads.flatMap(({ name, about }) => (about ? [[name, about] as const] : [])),
  ),
  ...parts.flatMap(({ about }) => Object.entries(about)),
]);
