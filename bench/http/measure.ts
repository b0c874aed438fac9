import { cpuTicks, microsecondsPerTick } from "./cpu-ticks.ts";
import type { RunningContender } from "./contenders.ts";
import { type Disturbed, foreignShare, measureCalmly, serverCoreTicks } from "./disturbance.ts";
import type { LoadGenerator } from "./load.ts";
import type { Workload } from "./workload.ts";

/** How long is measured. */
export interface Schedule {
  readonly warmUpSeconds: number;
  readonly rounds: number;
  /** Of each contender in each round. */
  readonly roundSeconds: number;
  /** How many rounds of each contender may be measured again, at most, where other work disturbed them. */
  readonly repeats: number;
}

/** How often one round may be. */
const repeatsPerRound = 3;

/** One contender in one round. */
export interface Round extends Disturbed {
  /** Server CPU, user and system, for each request. */
  readonly cpuMicroseconds: number;
  readonly requestsPerSecond: number;
}

/** All rounds of one contender in one workload. */
export interface Measurement {
  readonly workload: string;
  readonly contender: string;
  readonly rounds: readonly Round[];
  /** Rounds measured again, as other work disturbed them. */
  readonly repeatedRounds: number;
}

/** What measuring needs beside the contenders. */
export interface Instruments {
  readonly generate: LoadGenerator;
  readonly schedule: Schedule;
  /** Ends what is running. */
  readonly signal: AbortSignal;
}

/**
 * Measures contenders in turns: A B C, C B A, and so on, so that drift of the machine meets all of them alike. All of them
 * stay alive meanwhile.
 */
export async function measureWorkload(
  contenders: readonly RunningContender[],
  workload: Workload,
  instruments: Instruments,
): Promise<Measurement[]> {
  const { warmUpSeconds, rounds, roundSeconds, repeats } = instruments.schedule;
  const measured = contenders.map((contender) => ({ contender, rounds: [] as Round[], repeated: 0 }));
  if (warmUpSeconds > 0) {
    for (const contender of contenders) await measureRound(contender, workload, warmUpSeconds, instruments);
  }
  for (let round = 0; round < rounds; round++) {
    for (const entry of round % 2 === 0 ? measured : measured.toReversed()) {
      const { calmest, repeated } = await measureCalmly(
        () => measureRound(entry.contender, workload, roundSeconds, instruments),
        Math.min(repeatsPerRound, repeats - entry.repeated),
      );
      entry.rounds.push(calmest);
      entry.repeated += repeated;
    }
  }
  return measured.map((entry) => ({
    workload: workload.name,
    contender: entry.contender.name,
    rounds: entry.rounds,
    repeatedRounds: entry.repeated,
  }));
}

/** How often a round is begun in which a process had no time to run at all. */
const starts = 5;

/** @throws {Error} where the server, or the load generator, never had time to run */
async function measureRound(
  contender: RunningContender,
  workload: Workload,
  seconds: number,
  instruments: Instruments,
): Promise<Round> {
  for (let start = 0; start < starts; start++) {
    const round = await tryRound(contender, workload, seconds, instruments);
    if (round.requestsPerSecond > 0 && round.cpuMicroseconds > 0) return round;
  }
  throw new Error(`${contender.name} had no time to run (${workload.name}): the machine is too busy.`);
}

async function tryRound(
  { pid, port }: RunningContender,
  { timed }: Workload,
  seconds: number,
  { generate, signal }: Instruments,
): Promise<Round> {
  const coreBefore = await serverCoreTicks();
  const before = await cpuTicks(pid);
  const delivered = await generate({ port, exchange: timed, seconds }, signal);
  const ticks = (await cpuTicks(pid)) - before;
  const coreAfter = await serverCoreTicks();
  return {
    cpuMicroseconds: (ticks * microsecondsPerTick) / delivered.requests,
    requestsPerSecond: delivered.requests / delivered.seconds,
    foreignShare: foreignShare(coreBefore, coreAfter, ticks),
  };
}
