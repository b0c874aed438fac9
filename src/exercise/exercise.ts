import { countText } from "../measure/quantity-text.ts";
import { type FirstAnswer, askOnce } from "./first-answer.ts";
import type { InProcessRun } from "./in-process-load.ts";
import { type Delivered, deliver } from "./loopback-load.ts";
import { type LeftOut, type LoopbackFigures, type RouteOutcome, type Way, figuresOf } from "./outcome.ts";
import { type PlainRequest, requestOf } from "./plain-request.ts";
import { type Subject, type Subjects, isReading } from "./subjects.ts";

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

/** What is measured of a route, one way: figures, or why there are none. */
type Part = Pick<RouteOutcome, "inProcess" | "loopback"> | Refusal;

interface Refusal {
  readonly reason: string;
}

/** Asks each route once, then measures those that answered. */
export async function exercise(
  { subjects, leftOut }: Subjects,
  server: SubjectServer,
  options: ExerciseOptions,
): Promise<Exercise> {
  const answers = await askAll(subjects, server);
  const all = subjects.reduce((sum, { ways }) => sum + ways.length, 0);
  let done = 0;
  const outcomes: RouteOutcome[] = [];
  const without: LeftOut[] = [...leftOut];
  // What is there would grow by what is made.
  const inOrder = [...subjects.filter(isReading), ...subjects.filter((subject) => !isReading(subject))];
  for (const subject of inOrder) {
    const parts = new Map<Way, Part>();
    for (const way of subject.ways) {
      options.onStep?.(subject.key, done++, all);
      parts.set(way, await partOf(way, subject, answers, server, options));
    }
    const outcome = outcomeOf(subject, parts, answers);
    if (outcome !== undefined) outcomes.push(outcome);
    without.push(...refusalsOf(subject, parts, answers));
  }
  return { outcomes, leftOut: without };
}

type Answers = ReadonlyMap<Subject, ReadonlyMap<Way, FirstAnswer>>;

async function askAll(subjects: readonly Subject[], server: SubjectServer): Promise<Answers> {
  const all = new Map<Subject, Map<Way, FirstAnswer>>();
  for (const subject of subjects) {
    const answers = new Map<Way, FirstAnswer>();
    for (const way of subject.ways) answers.set(way, await ask(way, subject, server));
    all.set(subject, answers);
  }
  return all;
}

function ask(way: Way, { request }: Subject, server: SubjectServer): Promise<FirstAnswer> {
  if (way === "inProcess") return server.askInProcess(request);
  const asked = requestOf(request, `http://127.0.0.1:${server.port}`);
  return askOnce((signal) => fetch(asked, { signal, redirect: "manual" }));
}

const isRefusal = (part: Part): part is Refusal => "reason" in part;

const firstOf = (answers: Answers, subject: Subject, way: Way): FirstAnswer =>
  answers.get(subject)?.get(way) ?? { status: undefined, reason: "it was not asked", durationMs: 0 };

async function partOf(
  way: Way,
  subject: Subject,
  answers: Answers,
  server: SubjectServer,
  options: ExerciseOptions,
): Promise<Part> {
  const first = firstOf(answers, subject, way);
  const { status, reason } = first;
  if (reason !== undefined) return { reason };
  if (way === "loopback") return measureLoopback(subject.request, first, server, options);
  const { figures, statuses } = await server.runInProcess(subject.request, options.seconds);
  if (figures === undefined) return { reason: "it stopped answering" };
  return strayOf(statuses, status) ?? { inProcess: figures };
}

async function measureLoopback(
  request: PlainRequest,
  { status, durationMs }: FirstAnswer,
  server: SubjectServer,
  { seconds, connections }: ExerciseOptions,
): Promise<Part> {
  const load = { port: server.port, request, connections };
  // What takes longer than that is not warmed by it: the server would be busy with what nobody waits for.
  if (durationMs * connections < seconds * 250) await deliver({ ...load, seconds: seconds / 4 });
  const before = await server.cpuMicroseconds();
  const delivered = await deliver({ ...load, seconds });
  const cpuMicroseconds = (await server.cpuMicroseconds()) - before;
  return (
    lossOf(delivered) ??
    strayOf(delivered.statuses, status) ?? { loopback: loopbackFigures(delivered, cpuMicroseconds) }
  );
}

const loopbackFigures = ({ durations, seconds }: Delivered, cpuMicroseconds: number): LoopbackFigures => ({
  ...figuresOf(durations, seconds),
  cpuMicroseconds: cpuMicroseconds / durations.count,
});

function lossOf({ durations, failures, unanswered }: Delivered): Refusal | undefined {
  if (failures > 0) return { reason: `${failures} connections were cut before the answer` };
  if (unanswered > 0) return { reason: `${unanswered} requests had no answer: try fewer --connections` };
  return durations.count === 0 ? { reason: "nothing was answered" } : undefined;
}

/** Times of refusals, as where a limit is reached, would be taken for those of answers. */
function strayOf(statuses: ReadonlyMap<number, number>, expected: number | undefined): Refusal | undefined {
  if ([...statuses.keys()].every((status) => status === expected)) return undefined;
  const told = [...statuses].map(([status, count]) => `${status} × ${countText(count)}`);
  return { reason: `${expected} at first, later ${told.join(", ")}` };
}

/** What was measured of a route; undefined where nothing was. */
function outcomeOf(
  subject: Subject,
  parts: ReadonlyMap<Way, Part>,
  answers: Answers,
): RouteOutcome | undefined {
  const measured = [...parts].filter(([, part]) => !isRefusal(part));
  const [[way] = []] = measured;
  const status = way && firstOf(answers, subject, way).status;
  if (status === undefined) return undefined;
  const { key, dispatch, reason, request } = subject;
  const { method, target } = request;
  return Object.assign(
    { key, dispatch, reason, method, target, status },
    ...measured.map(([, part]) => part),
  );
}

/** One for both ways, where they say the same. */
function refusalsOf(subject: Subject, parts: ReadonlyMap<Way, Part>, answers: Answers): readonly LeftOut[] {
  const { key, dispatch, ways } = subject;
  const refusals = [...parts].flatMap(([way, part]): LeftOut[] => {
    const { status } = firstOf(answers, subject, way);
    return isRefusal(part)
      ? [{ key, dispatch, way, ...(status === undefined ? {} : { status }), reason: part.reason }]
      : [];
  });
  const [first, second] = refusals;
  if (first === undefined || (ways.length > 1 && first.reason !== second?.reason)) return refusals;
  const { way: _, ...both } = first;
  return [both];
}
