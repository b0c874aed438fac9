import { type FirstAnswer, askOnce } from "./first-answer.ts";
import type { InProcessRun } from "./in-process-load.ts";
import { type Delivered, deliver } from "./loopback-load.ts";
import { type LeftOut, type LoopbackFigures, type RouteOutcome, type Way, figuresOf } from "./outcome.ts";
import { type Measured, type Part, lossOf, outcomeOf, refusalsOf, strayOf } from "./part.ts";
import { type PlainRequest, requestOf } from "./plain-request.ts";
import { type Subject, type Subjects, isReading, isRemoving } from "./subjects.ts";

/** An app in a process of its own. */
export interface SubjectServer {
  readonly port: number;
  /** Asks once, in its process. */
  askInProcess(request: PlainRequest): Promise<FirstAnswer>;
  runInProcess(request: PlainRequest, seconds: number): Promise<InProcessRun>;
  /** CPU time that its process has used so far, user and system. */
  cpuMicroseconds(): Promise<number>;
}

export interface ExerciseOptions {
  /** How long each route is measured, each way. */
  readonly seconds: number;
  /** How many there are over loopback. */
  readonly connections: number;
  /** Is told what is done next, and how much of all is done. */
  readonly onStep?: (key: string, done: number, all: number) => void;
}

export interface Exercise {
  readonly outcomes: readonly RouteOutcome[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Asks each route once, then measures those that answered: first those that read, of which there would be more after
 * those that write. What removes something is not asked before its turn.
 */
export async function exercise(
  { subjects, leftOut }: Subjects,
  server: SubjectServer,
  options: ExerciseOptions,
): Promise<Exercise> {
  const asked = new Map<Subject, FirstAnswers>();
  for (const subject of subjects.filter((one) => !isRemoving(one)))
    asked.set(subject, await askEachWay(subject, server));
  const all = subjects.reduce((sum, { ways }) => sum + ways.length, 0);
  let done = 0;
  const outcomes: RouteOutcome[] = [];
  const without: LeftOut[] = [...leftOut];
  for (const subject of [...subjects.filter(isReading), ...subjects.filter((one) => !isReading(one))]) {
    const answers = asked.get(subject) ?? (await askEachWay(subject, server));
    const measured: Measured[] = [];
    for (const [way, first] of answers) {
      options.onStep?.(subject.key, done++, all);
      measured.push({ way, first, part: await partOf(way, subject, first, server, options) });
    }
    const outcome = outcomeOf(subject, measured);
    if (outcome !== undefined) outcomes.push(outcome);
    without.push(...refusalsOf(subject, measured));
  }
  return { outcomes, leftOut: without };
}

type FirstAnswers = ReadonlyMap<Way, FirstAnswer>;

async function askEachWay(subject: Subject, server: SubjectServer): Promise<FirstAnswers> {
  const answers = new Map<Way, FirstAnswer>();
  for (const way of subject.ways) answers.set(way, await ask(way, subject, server));
  return answers;
}

function ask(way: Way, { request }: Subject, server: SubjectServer): Promise<FirstAnswer> {
  if (way === "inProcess") return server.askInProcess(request);
  const asked = requestOf(request, `http://127.0.0.1:${server.port}`);
  return askOnce((signal) => fetch(asked, { signal, redirect: "manual" }));
}

async function partOf(
  way: Way,
  { request }: Subject,
  first: FirstAnswer,
  server: SubjectServer,
  options: ExerciseOptions,
): Promise<Part> {
  if (first.reason !== undefined) return { reason: first.reason };
  if (way === "loopback") return measureLoopback(request, first, server, options);
  const { figures, statuses } = await server.runInProcess(request, options.seconds);
  if (figures === undefined) return { reason: "it stopped answering" };
  return strayOf(statuses, first) ?? { inProcess: figures };
}

async function measureLoopback(
  request: PlainRequest,
  first: FirstAnswer,
  server: SubjectServer,
  { seconds, connections }: ExerciseOptions,
): Promise<Part> {
  const load = { port: server.port, request, connections };
  // What takes longer than that is not warmed by it: the server would be busy with what nobody waits for.
  if (first.durationMs * connections < seconds * 250) await deliver({ ...load, seconds: seconds / 4 });
  const before = await server.cpuMicroseconds();
  const delivered = await deliver({ ...load, seconds });
  const cpuMicroseconds = (await server.cpuMicroseconds()) - before;
  const figures = loopbackFigures(delivered, cpuMicroseconds);
  return lossOf(delivered) ?? strayOf(delivered.statuses, first) ?? { loopback: figures };
}

const loopbackFigures = ({ durations, seconds }: Delivered, cpuMicroseconds: number): LoopbackFigures => ({
  ...figuresOf(durations, seconds),
  cpuMicroseconds: cpuMicroseconds / durations.count,
});
