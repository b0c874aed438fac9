import type { Figure } from "../figures.ts";
import { startContender } from "../http/contenders.ts";
import type { Exchange } from "../http/workload.ts";
import { workloads } from "../http/workloads.ts";
import { takeTurns } from "../part.ts";
import type { Program, ProgramName } from "./contenders.ts";
import { workloads as publicWorkloads } from "./workloads.ts";

const timedOf = (all: typeof workloads, name: string): Exchange => {
  const found = all.find((workload) => workload.name === name);
  if (found === undefined) throw new TypeError(`There is no workload ${name}.`);
  return found.timed;
};

const hello = timedOf(workloads, "ping");
const post = timedOf(workloads, "validated-post");
const query = timedOf(publicWorkloads, "public-query");

/** Starts each program over and over, by turns. */
export async function measureStarts(
  apps: Readonly<Record<ProgramName, readonly Program[]>>,
  rounds: number,
  signal: AbortSignal,
): Promise<Figure[]> {
  const start = (programs: readonly Program[], ...exchanges: readonly Exchange[]) =>
    takeTurns(programs, rounds, (program) => timeStart(program, exchanges, signal));
  const figuresOf = (workload: string, turns: Awaited<ReturnType<typeof start>>, answer: number): Figure[] =>
    turns.map(({ contender, values }) => ({
      workload,
      contender: contender.name,
      unit: "ms",
      values: values.map((times) => times[answer] ?? Number.NaN),
    }));
  const posts = await start(apps.small, post, post);
  return [
    ...figuresOf("start-hello", await start(apps.hello, hello), 0),
    ...figuresOf("start-first-post", posts, 0),
    ...figuresOf("start-second-post", posts, 1),
    ...figuresOf("start-public", await start(apps.public, query), 0),
  ];
}

/** Milliseconds of each answer: of the first from the start of the process, of others from the one before. */
async function timeStart(
  program: Program,
  exchanges: readonly Exchange[],
  signal: AbortSignal,
): Promise<number[]> {
  let before = Bun.nanoseconds();
  await using server = await startContender(program, signal);
  const times: number[] = [];
  for (const exchange of exchanges) {
    await ask(server.port, exchange);
    const now = Bun.nanoseconds();
    times.push((now - before) / 1e6);
    before = now;
  }
  return times;
}

/** @throws {Error} where the answer has another status */
export async function ask(port: number, { request, answer }: Exchange): Promise<void> {
  const { target, method, headers, body } = request;
  const init = { method, headers, ...(body === undefined ? {} : { body }) };
  const response = await fetch(`http://127.0.0.1:${port}${target}`, init);
  await response.arrayBuffer();
  if (response.status === answer.status) return;
  throw new Error(`${method} ${target} should be answered ${answer.status}, and was ${response.status}.`);
}
