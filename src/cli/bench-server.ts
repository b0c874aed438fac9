import { join, resolve } from "node:path";
import type { SubjectServer } from "../exercise/exercise.ts";
import type { FirstAnswer } from "../exercise/first-answer.ts";
import type { InProcessRun } from "../exercise/in-process-load.ts";
import type { PlainRequest } from "../exercise/plain-request.ts";
import type { BenchAnswer, BenchQuestion } from "./bench-messages.ts";
import { CommandError } from "./command-error.ts";

type Child = Bun.Subprocess<"ignore", "ignore", "pipe">;

type AnswerTo<Kind extends BenchAnswer["kind"]> = Extract<BenchAnswer, { readonly kind: Kind }>;

/** How long it may take to end. */
const patienceMs = 3000;

/** How much is told of what the process wrote last on standard error. */
const limitTailCharacters = 2000;

/** The process that has the app. `await using` ends it at the end of the block. */
export class BenchServer implements SubjectServer, AsyncDisposable {
  readonly #child: Child;
  #waiting = createWaiting();
  #tail = "";
  #port = 0;

  private constructor(path: string) {
    this.#child = Bun.spawn([process.execPath, join(import.meta.dir, "bench-child.ts"), resolve(path)], {
      // What the app logs is thrown away; that it is written is a part of what is measured.
      stdio: ["ignore", "ignore", "pipe"],
      ipc: (answer: BenchAnswer) => this.#waiting.resolve(answer),
    });
    const read = this.#readTail();
    void this.#child.exited.then(async (exitCode) => {
      await read;
      const told = this.#tail.trim() === "" ? "" : `\n${this.#tail.trim()}`;
      this.#waiting.reject(new CommandError(`The app's process ended (exit code ${exitCode}).${told}`));
    });
  }

  /** @throws {CommandError} where it does not come to serve */
  static async start(path: string): Promise<BenchServer> {
    const server = new BenchServer(path);
    try {
      server.#port = (await server.#next("listening")).port;
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  get port(): number {
    return this.#port;
  }

  async askInProcess(request: PlainRequest): Promise<FirstAnswer> {
    return (await this.#ask({ kind: "ask", request }, "asked")).answer;
  }

  async runInProcess(request: PlainRequest, seconds: number): Promise<InProcessRun> {
    return (await this.#ask({ kind: "run", request, seconds }, "ran")).run;
  }

  async cpuMicroseconds(): Promise<number> {
    return (await this.#ask({ kind: "cpu" }, "used")).cpuMicroseconds;
  }

  /** It has workers of its own to end, perhaps. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), patienceMs);
    await this.#child.exited;
    clearTimeout(timer);
  }

  #ask<Kind extends BenchAnswer["kind"]>(question: BenchQuestion, kind: Kind): Promise<AnswerTo<Kind>> {
    // Of one that has ended, it is told why.
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.send(question);
    return this.#next(kind);
  }

  async #next<Kind extends BenchAnswer["kind"]>(kind: Kind): Promise<AnswerTo<Kind>> {
    const answer = await this.#waiting.promise;
    this.#waiting = createWaiting();
    if (answer.kind === kind) return answer as AnswerTo<Kind>;
    throw new TypeError(`Expected an answer ${kind}, received ${answer.kind}.`);
  }

  async #readTail(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of this.#child.stderr)
      this.#tail = (this.#tail + decoder.decode(bytes, { stream: true })).slice(-limitTailCharacters);
  }
}

/** Nobody may wait for an answer when the process ends. */
function createWaiting(): PromiseWithResolvers<BenchAnswer> {
  const waiting = Promise.withResolvers<BenchAnswer>();
  waiting.promise.catch(() => {});
  return waiting;
}
