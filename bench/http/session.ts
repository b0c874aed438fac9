import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeMachine, machineLine } from "../machine.ts";
import { type Contender, type RunningContender, startContender } from "./contenders.ts";
import { UnequalAnswerError, proveEqualAnswers } from "./equal-answers.ts";
import { connections, createWrk, ownGenerator } from "./load.ts";
import { type Measurement, type Schedule, measureWorkload } from "./measure.ts";
import { isPinned } from "./pinning.ts";
import { type Summary, summarize, tableHead, tableRow } from "./summary.ts";
import type { Workload } from "./workloads.ts";

/** Long enough to believe, and long enough to look. */
export const schedules: Readonly<Record<"full" | "quick", Schedule>> = {
  full: { warmUpSeconds: 1, rounds: 8, roundSeconds: 1 },
  quick: { warmUpSeconds: 0.4, rounds: 4, roundSeconds: 0.4 },
};

/** What is measured, and how. */
export interface Session {
  readonly schedule: Schedule;
  readonly workloads: readonly Workload[];
  /** @param directory for what is built; it is removed at the end */
  readonly createContenders: (directory: string) => readonly Contender[];
  /** Where every round is written to. */
  readonly jsonFile: string | undefined;
}

/** What a person gave that cannot be carried out. */
export class UsageError extends Error {}

/** Proves that all contenders answer alike, measures them in turns, and prints a table. */
export async function runSession(session: Session, signal: AbortSignal): Promise<void> {
  const { schedule, workloads, createContenders, jsonFile } = session;
  const machine = describeMachine();
  const hasWrk = Bun.which("wrk") !== null;
  const generator = hasWrk ? "wrk" : "own generator";
  const cores = isPinned ? "server on core 0, load on core 1" : "not pinned to cores";
  console.log(machineLine(machine));
  console.log(`${generator}, ${connections} connections · ${cores} · ${describeSchedule(schedule)}\n`);

  await using resources = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "bunsen-bench-"));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  const running: RunningContender[] = [];
  for (const contender of createContenders(directory)) {
    running.push(resources.use(await startContender(contender, signal)));
  }
  await proveEqualAnswers(running, workloads);

  const generate = hasWrk ? createWrk(directory) : ownGenerator;
  const measurements: Measurement[] = [];
  const summaries: Summary[] = [];
  console.log(tableHead);
  for (const workload of workloads) {
    const measured = await measureWorkload(running, workload, { generate, schedule, signal });
    const rows = summarize(measured);
    console.log(rows.map(tableRow).join("\n"));
    measurements.push(...measured);
    summaries.push(...rows);
  }
  if (jsonFile === undefined) return;
  const result = { machine, generator, connections, isPinned, schedule, summaries, measurements };
  await Bun.write(jsonFile, `${JSON.stringify(result, undefined, 2)}\n`);
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
