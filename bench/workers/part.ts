import { availableParallelism } from "node:os";
import type { Figure } from "../figures.ts";
import { baseline } from "../http/contenders.ts";
import { measureCalmly } from "../http/disturbance.ts";
import { type Extent, type Part, takeTurns } from "../part.ts";
import { type Contender, type Mixed, measureMixed } from "./mixed.ts";
import { roundsFor } from "./work.ts";

const extents = {
  full: { turns: 3, durationMs: 3000, again: 1 },
  quick: { turns: 1, durationMs: 1000, again: 0 },
} as const satisfies Record<Extent, object>;

/** More than that of all cores for others, and a p99 tells of them. */
const toleratedShare = 0.02;

const cores = availableParallelism();

const contenders: readonly Contender[] = [
  { name: baseline, file: "naive.ts", threads: 0 },
  { name: "hand-threads", file: "naive.ts", threads: cores },
  { name: "bunsen-inline", file: "app.ts", threads: 0 },
  { name: "bunsen-thread", file: "app.ts", threads: 1 },
  { name: "bunsen-threads", file: "app.ts", threads: cores },
];

const beside = "Four clients want 20 ms of work each, all the time, beside fifty pings a second";

const read: Readonly<Record<string, (mixed: Mixed) => number>> = {
  "cpu-mix-ping-p50": ({ pingP50Ms }) => pingP50Ms,
  "cpu-mix-ping-p99": ({ pingP99Ms }) => pingP99Ms,
  "cpu-mix-work": ({ worksPerSecond }) => 1000 / worksPerSecond,
};

/** What work does to other requests, inline and on other threads. */
export const cpuMix: Part = {
  about: {
    "cpu-mix-ping-p50": `${beside}: half of the pings take longer.`,
    "cpu-mix-ping-p99": `${beside}: one ping in a hundred takes longer.`,
    "cpu-mix-work": `${beside}: the time in which one work gets done.`,
  },
  async measure(extent): Promise<Figure[]> {
    const { turns, durationMs, again } = extents[extent];
    const rounds = roundsFor(20);
    const measured = await takeTurns(contenders, turns, async (contender) => {
      const measure = (): Promise<Mixed> => measureMixed(contender, rounds, durationMs);
      return (await measureCalmly(measure, again, toleratedShare)).calmest;
    });
    return Object.entries(read).flatMap(([workload, valueOf]) =>
      measured.map(({ contender, values }) => ({
        workload,
        contender: contender.name,
        unit: "ms" as const,
        values: values.map(valueOf),
      })),
    );
  },
};
