import { join } from "node:path";
import type { Figure } from "../figures.ts";
import type { Machine } from "../machine.ts";
import type { Extent } from "../part.ts";
import type { Measurement, Schedule } from "./measure.ts";
import type { Summary } from "./summary.ts";
import { UsageError } from "./usage-error.ts";
import type { Workload } from "./workload.ts";

/** What a session writes. */
export interface Results {
  /** Which benchmark: `bench` is that of `bun run bench`. */
  readonly kind: string;
  readonly measuredAt: string;
  readonly elapsedSeconds: number;
  readonly machine: Machine;
  /** After the run; that of the machine is from before it. */
  readonly loadAverageAfter: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly generator: string;
  readonly connections: number;
  readonly isPinned: boolean;
  readonly extent: Extent;
  readonly schedule: Schedule;
  /** What each workload asks for and gets, by its name: the same text is the same work. */
  readonly payloads: Readonly<Record<string, string>>;
  readonly summaries: readonly Summary[];
  readonly measurements: readonly Measurement[];
  /** What was measured beside the load over HTTP. */
  readonly figures: readonly Figure[];
}

/** A digest of each workload's request and answer. */
export const payloadsOf = (workloads: readonly Workload[]): Record<string, string> =>
  Object.fromEntries(workloads.map(({ name, timed }) => [name, digestOf(timed)]));

/** A pattern counts by its source, as JSON has none. */
const digestOf = (value: unknown): string =>
  Bun.hash(
    JSON.stringify(value, (_, member) => (member instanceof RegExp ? member.source : member)),
  ).toString(16);

/** The kind of `bun run bench`. */
export const benchKind = "bench";

export const resultsDirectory: string = join(import.meta.dir, "../results");

/** Where results are kept: `<date>-<commit>.json`, after the kind where that is another one. */
export function resultsFile(kind: string, commit: string | undefined, date: Date = new Date()): string {
  const name = `${date.toISOString().slice(0, 10)}-${commit ?? "unknown"}.json`;
  return join(resultsDirectory, kind === benchKind ? name : `${kind}-${name}`);
}

/** @throws {UsageError} where there is no such file, or it holds something else */
export async function readResults(file: string): Promise<Results> {
  const read: unknown = await Bun.file(file)
    .json()
    .catch(() => undefined);
  const isResults = typeof read === "object" && read !== null && "payloads" in read && "figures" in read;
  if (!isResults) throw new UsageError(`${file} holds no results of these benchmarks.`);
  return read as Results;
}

/** The results of `bun run bench` that were measured last; undefined where none are kept. */
export async function newestResults(directory: string = resultsDirectory): Promise<Results | undefined> {
  const all: Results[] = [];
  for await (const name of new Bun.Glob("*.json").scan({ cwd: directory })) {
    const read = (await Bun.file(join(directory, name)).json()) as Results;
    if (read.kind === benchKind) all.push(read);
  }
  return all.toSorted((a, b) => a.measuredAt.localeCompare(b.measuredAt)).at(-1);
}
