import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Figure } from "../figures.ts";
import { type Contender, type RunningContender, baseline, startContender } from "../http/contenders.ts";
import { proveEqualAnswers } from "../http/equal-answers.ts";
import { type LoadGenerator, createGenerator } from "../http/load.ts";
import { type Schedule, measureWorkload } from "../http/measure.ts";
import type { Extent, Part } from "../part.ts";
import { type Line, lines } from "./lines.ts";
import type { Shape } from "./shape.ts";

const schedules: Readonly<Record<Extent, Schedule>> = {
  full: { warmUpSeconds: 0.3, rounds: 3, roundSeconds: 0.7, repeats: 1 },
  quick: { warmUpSeconds: 0.1, rounds: 1, roundSeconds: 0.2, repeats: 0 },
};

/** How the work of one request grows with what there is of something. */
export const growth: Part = {
  about: Object.fromEntries(lines.map(({ name, about }) => [name, about])),
  async measure(extent, signal): Promise<Figure[]> {
    const directory = await mkdtemp(join(tmpdir(), "bunsen-growth-"));
    try {
      const generate = createGenerator(directory);
      const figures: Figure[] = [];
      for (const line of lines) {
        const ends = line.points.filter((_, index, all) => index === 0 || index === all.length - 1);
        for (const at of extent === "full" ? line.points : ends) {
          figures.push(...(await measurePoint(line, at, schedules[extent], generate, signal)));
        }
      }
      return figures;
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};

/** Starts both servers anew, proves that they answer alike, and measures them by turns. */
export async function measurePoint(
  line: Line,
  at: number,
  schedule: Schedule,
  generate: LoadGenerator,
  signal: AbortSignal,
): Promise<Figure[]> {
  const { shape = {}, exchange, open } = line.measureAt(at);
  await using resources = new AsyncDisposableStack();
  const running: RunningContender[] = [];
  for (const contender of contendersOf(shape)) {
    running.push(resources.use(await startContender(contender, signal)));
  }
  const workload = { name: `${line.name}-${at}`, timed: exchange, refusals: [] };
  await proveEqualAnswers(running, [workload]);
  const instruments = {
    generate: open === undefined ? generate : withConnections(generate, open),
    schedule,
    signal,
  };
  const measured = await measureWorkload(running, workload, instruments);
  return measured.map(({ contender, rounds }) => ({
    workload: workload.name,
    contender,
    unit: "µs CPU/req",
    values: rounds.map(({ cpuMicroseconds }) => cpuMicroseconds),
    point: { line: line.name, at },
  }));
}

const withConnections =
  (generate: LoadGenerator, open: number): LoadGenerator =>
  (load, signal) =>
    generate({ ...load, open }, signal);

function contendersOf({ routes = 1, middleware = 0 }: Partial<Shape>): Contender[] {
  const environment = ["env", `ROUTES=${routes}`, `MIDDLEWARE=${middleware}`];
  return [baseline, "bunsen"].map((name) => ({
    name,
    command: [...environment, process.execPath, join(import.meta.dir, `contenders/${name}.ts`)],
  }));
}
