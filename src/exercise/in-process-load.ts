import { measureHeapBytes } from "../measure/heap-bytes.ts";
import { Durations } from "./durations.ts";
import { type InProcessFigures, figuresOf } from "./outcome.ts";
import { type PlainRequest, requestOf } from "./plain-request.ts";

/** Answers a request as the wire would. */
export type AnswerInProcess = (request: Request) => Promise<Response>;

/** What asking an app in its own process gave. */
export interface InProcessRun {
  /** Undefined where an answer did not come. */
  readonly figures: InProcessFigures | undefined;
  /** How many answers had each status. */
  readonly statuses: ReadonlyMap<number, number>;
}

const origin = "http://localhost";

/** How late an answer may be. */
const graceMs = 5000;

/** How long the requests may take by which the heap is measured. */
const heapDurationNs = 150e6;

/** After so many requests, what waits for the event loop has a turn: lines of a log, what is left behind. */
const requestsPerTurn = 64;

/** Asks for one thing, one request after the other, each to the end of its body; some time unmeasured before that. */
export async function runInProcess(
  answer: AnswerInProcess,
  request: PlainRequest,
  seconds: number,
): Promise<InProcessRun> {
  const session = new Session(answer, request);
  await session.run(seconds / 4);
  const counted = new Session(answer, request);
  const isComplete = await counted.run(seconds);
  if (!isComplete || counted.durations.count === 0) return { figures: undefined, statuses: counted.statuses };
  const figures = figuresOf(counted.durations, counted.busyNs / 1e9);
  const heapBytes = await measureHeapBytes(() => counted.ask(), heapDurationNs / figures.p50Ns);
  return { figures: { ...figures, heapBytes }, statuses: counted.statuses };
}

class Session {
  readonly durations: Durations = new Durations();
  readonly statuses: Map<number, number> = new Map();
  /** The time of all requests together. */
  busyNs = 0;
  readonly #answer: AnswerInProcess;
  readonly #request: PlainRequest;
  #isCut = false;

  constructor(answer: AnswerInProcess, request: PlainRequest) {
    this.#answer = answer;
    this.#request = request;
  }

  /** @returns whether every answer came */
  async run(seconds: number): Promise<boolean> {
    const late = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => late.resolve(false), seconds * 1000 + graceMs);
    const isComplete = await Promise.race([this.#askUntil(Bun.nanoseconds() + seconds * 1e9), late.promise]);
    this.#isCut = !isComplete;
    clearTimeout(timer);
    return isComplete;
  }

  async ask(): Promise<number> {
    const response = await this.#answer(requestOf(this.#request, origin));
    await response.arrayBuffer();
    return response.status;
  }

  async #askUntil(endNs: number): Promise<boolean> {
    while (Bun.nanoseconds() < endNs && !this.#isCut) {
      const startNs = Bun.nanoseconds();
      const status = await this.ask();
      const durationNs = Bun.nanoseconds() - startNs;
      this.durations.add(durationNs);
      this.busyNs += durationNs;
      this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
      if (this.durations.count % requestsPerTurn === 0) await new Promise(setImmediate);
    }
    return true;
  }
}
