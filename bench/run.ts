/**
 * The benchmarks: `bun run bench [--quick] [--json <file>] [workload]`.
 *
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type RunningContender, createContenders, startContender } from "./http/contenders.ts";
import { UnequalAnswerError, proveEqualAnswers } from "./http/equal-answers.ts";
import { connections, createWrk, ownGenerator } from "./http/load.ts";
import { type Measurement, type Schedule, measureWorkload } from "./http/measure.ts";
import { isPinned } from "./http/pinning.ts";
import { type Summary, summarize, tableHead, tableRow } from "./http/summary.ts";
import { type Workload, workloads } from "./http/workloads.ts";
import { describeMachine, machineLine } from "./machine.ts";

/** About four minutes, and about one, for all workloads. */
const schedules = {
  full: { warmUpSeconds: 1, rounds: 8, roundSeconds: 1 },
  quick: { warmUpSeconds: 0.4, rounds: 4, roundSeconds: 0.4 },
} as const satisfies Record<string, Schedule>;

interface Settings {
  readonly schedule: Schedule;
  readonly chosen: readonly Workload[];
  readonly jsonFile: string | undefined;
}

/** What a person gave that cannot be carried out. */
class UsageError extends Error {}

function readSettings(args: string[]): Settings {
  const { values, positionals } = readArguments(args);
  const chosen = workloads.filter(
    ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
  );
  if (chosen.length > 0)
    return { schedule: schedules[values.quick ? "quick" : "full"], chosen, jsonFile: values.json };
  const names = workloads.map(({ name }) => name).join(", ");
  throw new UsageError(`No workload is named ${positionals.join(" or ")}. There are ${names}.`);
}

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { quick: { type: "boolean", default: false }, json: { type: "string" } },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function run({ schedule, chosen, jsonFile }: Settings, signal: AbortSignal): Promise<void> {
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
  await proveEqualAnswers(running, chosen);

  const generate = hasWrk ? createWrk(directory) : ownGenerator;
  const measurements: Measurement[] = [];
  const summaries: Summary[] = [];
  console.log(tableHead);
  for (const workload of chosen) {
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

const interruption = new AbortController();
const interrupt = (): void => interruption.abort();
process.once("SIGINT", interrupt);
process.once("SIGTERM", interrupt);
try {
  await run(readSettings(process.argv.slice(2)), interruption.signal);
} catch (error) {
  const isExpected = error instanceof UnequalAnswerError || error instanceof UsageError;
  if (interruption.signal.aborted) console.error("Interrupted.");
  else console.error(isExpected ? error.message : error);
  process.exitCode = 1;
} finally {
  process.off("SIGINT", interrupt);
  process.off("SIGTERM", interrupt);
}
