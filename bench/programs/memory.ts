import { readFile } from "node:fs/promises";
import type { Figure } from "../figures.ts";
import { startContender } from "../http/contenders.ts";
import { createGenerator } from "../http/load.ts";
import { takeTurns } from "../part.ts";
import type { Program } from "./contenders.ts";
import { ask } from "./start.ts";
import { workloads } from "./workloads.ts";

/** How often, and for how long under each load. */
export interface MemorySchedule {
  readonly rounds: number;
  readonly loadSeconds: number;
}

/**
 * What processes hold after their first answer, and after load.
 *
 * @param directory for what the load generator needs
 */
export async function measureMemory(
  programs: readonly Program[],
  { rounds, loadSeconds }: MemorySchedule,
  directory: string,
  signal: AbortSignal,
): Promise<Figure[]> {
  const generate = createGenerator(directory);
  const turns = await takeTurns(programs, rounds, async (program) => {
    await using server = await startContender(program, signal);
    const [first, ...loads] = workloads.map(({ timed }) => timed);
    if (first !== undefined) await ask(server.port, first);
    const startedMegabytes = await residentMegabytes(server.pid);
    for (const exchange of loads) {
      await generate({ port: server.port, exchange, seconds: loadSeconds }, signal);
    }
    return { startedMegabytes, loadedMegabytes: await residentMegabytes(server.pid) };
  });
  const figures = (workload: string, key: "startedMegabytes" | "loadedMegabytes"): Figure[] =>
    turns.map(({ contender, values }) => ({
      workload,
      contender: contender.name,
      unit: "MB",
      values: values.map((value) => value[key]),
    }));
  return [...figures("memory-start", "startedMegabytes"), ...figures("memory-loaded", "loadedMegabytes")];
}

/** VmRSS of proc_pid_status(5). */
async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return (Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024) / 1e6;
}
