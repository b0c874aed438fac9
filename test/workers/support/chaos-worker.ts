import { processPort } from "../../../src/workers/process-worker.ts";
import { Transferred, serveTasks } from "../../../src/workers/serve-tasks.ts";
import { threadPort } from "../../../src/workers/thread-worker.ts";
import { workerStart } from "../../../src/workers/worker-start.ts";

/** What a worker of the tests does, by the name of the task. */
const tasks: Readonly<Record<string, (input: never, signal: AbortSignal) => unknown>> = {
  echo: (input) => input,
  later: async (input) => input,
  throws(input) {
    throw new RangeError(`no ${String(input)}`);
  },
  rejects: (input) => Promise.reject(new RangeError(`no ${String(input)}`)),
  strays(input) {
    queueMicrotask(() => {
      throw new Error("stray");
    });
    return input;
  },
  exits: () => process.exit(7),
  loops() {
    for (;;);
  },
  waits: (_, signal) =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
  grows(input) {
    kept.push(Array.from({ length: 100_000 }, (_, index) => ({ index })));
    return input;
  },
  tooMuch: () => "x".repeat(2 ** 31),
  unsendable: () => () => 1,
  allMemory() {
    const chunks: Uint8Array[] = [];
    for (;;) chunks.push(new Uint8Array(4_000_000).fill(1));
  },
  bytes(input: Uint8Array<ArrayBuffer>) {
    return new Transferred(input, [input.buffer]);
  },
  pid: () => process.pid,
  async *counts(input: number) {
    for (let count = 0; count < input; count++) yield count;
    return `counted to ${input}`;
  },
  /** Tells how many items it has made, and what it was told at the end. */
  async *tells(input: number) {
    const made: { items: number; end: string } = (last = { items: 0, end: "none" });
    try {
      while (made.items < input) yield made.items++;
      made.end = "result";
    } finally {
      if (made.end === "none") made.end = "returned";
    }
  },
  told: () => last,
  async *breaks(input: number) {
    yield* Array(input).keys();
    throw new RangeError(`no ${input}`);
  },
  async *yieldsFunction() {
    yield 0;
    yield () => 1;
  },
  async *exitsAfter(input: number) {
    for (let count = 0; count < input; count++) {
      yield count;
      await Bun.sleep(1);
    }
    process.exit(7);
  },
  async *loopsAfter(input: number) {
    yield* Array(input).keys();
    for (;;);
  },
  async *pauses(input: number, signal) {
    yield* Array(input).keys();
    await new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
  },
};

const kept: unknown[] = [];
let last: unknown;

const start = workerStart();
if (start !== undefined) {
  serveTasks(process.send === undefined ? threadPort(start) : processPort(), async () => {
    if (start.modules.includes("broken")) throw new Error("There is nothing to run.");
    return (name, input, { signal }) => tasks[name]?.(input as never, signal);
  });
}
