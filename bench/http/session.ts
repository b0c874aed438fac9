import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { type Figure, figureHead, figureRows } from "../figures.ts";
import { slopeLines } from "../growth/slope.ts";
import { describeMachine, describeVersions, machineLine } from "../machine.ts";
import type { Extent, Part } from "../part.ts";
import { type Contender, type RunningContender, ableTo, startContender } from "./contenders.ts";
import { UnequalAnswerError, proveEqualAnswers } from "./equal-answers.ts";
import { connections, createGenerator, hasWrk } from "./load.ts";
import { type Measurement, type Schedule, measureWorkload } from "./measure.ts";
import { isPinned } from "./pinning.ts";
import { type Results, payloadsOf } from "./results.ts";
import { summarize, summarizeAll, tableHead, tableRow } from "./summary.ts";
import { UsageError } from "./usage-error.ts";
import type { Workload } from "./workload.ts";

/** Long enough to believe, and long enough to look. */
export const schedules: Readonly<Record<Extent, Schedule>> = {
  full: { warmUpSeconds: 0.5, rounds: 5, roundSeconds: 0.75, repeats: 2 },
  quick: { warmUpSeconds: 0.1, rounds: 2, roundSeconds: 0.2, repeats: 0 },
};

/** One app as every contender spells it, and what is asked of it. */
export interface Suite {
  readonly workloads: readonly Workload[];
  /** @param directory for what is built; it is removed at the end */
  readonly createContenders: (directory: string) => readonly Contender[];
}

/** What is measured, and how. */
export interface Session {
  /** The name of the benchmark. */
  readonly kind: string;
  readonly extent: Extent;
  readonly suites: readonly Suite[];
  /** What is measured after them. */
  readonly parts: readonly Part[];
  /** Where every round is written to. */
  readonly jsonFile: string | undefined;
}

/** Proves that all contenders answer alike, measures them in turns, and prints a table. */
export async function runSession(
  { kind, extent, suites, parts, jsonFile }: Session,
  signal: AbortSignal,
): Promise<void> {
  const schedule = schedules[extent];
  const startedAt = new Date();
  const machine = describeMachine();
  const generator = hasWrk ? "wrk" : "own generator";
  const cores = isPinned ? "server on core 0, load on core 1" : "not pinned to cores";
  console.log(machineLine(machine));
  console.log(`${generator}, ${connections} connections · ${cores} · ${describeSchedule(schedule)}`);
  if (suites.length > 0) console.log(`\n${tableHead}`);
  const measurements: Measurement[] = [];
  for (const suite of suites) measurements.push(...(await runSuite(suite, schedule, signal)));
  const figures = await runParts(parts, extent, signal);
  if (jsonFile === undefined) return;
  const results: Results = {
    kind,
    measuredAt: startedAt.toISOString(),
    elapsedSeconds: (Date.now() - startedAt.getTime()) / 1000,
    machine,
    loadAverageAfter: loadavg()[0] ?? 0,
    versions: describeVersions(),
    generator,
    connections,
    isPinned,
    extent,
    schedule,
    payloads: payloadsOf(suites.flatMap(({ workloads }) => workloads)),
    summaries: summarizeAll(measurements),
    measurements,
    figures,
  };
  await Bun.write(jsonFile, `${JSON.stringify(results, undefined, 2)}\n`);
  console.log(`\nWrote ${jsonFile}.`);
}

/** Starts the contenders of a suite, proves their answers, and measures each workload. */
async function runSuite(
  { workloads, createContenders }: Suite,
  schedule: Schedule,
  signal: AbortSignal,
): Promise<Measurement[]> {
  await using resources = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "bunsen-bench-"));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  const running: RunningContender[] = [];
  for (const contender of createContenders(directory)) {
    running.push(resources.use(await startContender(contender, signal)));
  }
  for (const workload of workloads) await proveEqualAnswers(ableTo(running, workload.name), [workload]);
  const generate = createGenerator(directory);
  const measurements: Measurement[] = [];
  for (const workload of workloads) {
    const contenders = ableTo(running, workload.name);
    const measured = await measureWorkload(contenders, workload, { generate, schedule, signal });
    console.log(summarize(measured).map(tableRow).join("\n"));
    measurements.push(...measured);
  }
  return measurements;
}

/** A part that fails is told, and leaves what the others measure: it could be the last one of twenty minutes. */
async function runParts(parts: readonly Part[], extent: Extent, signal: AbortSignal): Promise<Figure[]> {
  const figures: Figure[] = [];
  if (parts.length > 0) console.log(`\n${figureHead}`);
  for (const part of parts) {
    try {
      const measured = await part.measure(extent, signal);
      console.log([...figureRows(measured), ...slopeLines(measured)].join("\n"));
      figures.push(...measured);
    } catch (error) {
      signal.throwIfAborted();
      console.error(error);
      process.exitCode = 1;
    }
  }
  return figures;
}

function describeSchedule({ warmUpSeconds, rounds, roundSeconds }: Schedule): string {
  return `${warmUpSeconds} s warm-up, ${rounds} rounds of ${roundSeconds} s`;
}

/** Runs to the end, or until it is interrupted, and sets the exit code. */
export async function runInterruptibly(run: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    await run(interruption.signal);
  } catch (error) {
    const isExpected = error instanceof UnequalAnswerError || error instanceof UsageError;
    if (interruption.signal.aborted) console.error("Interrupted.");
    else console.error(isExpected ? error.message : error);
    process.exitCode = 1;
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}
