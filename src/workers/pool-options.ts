import { availableParallelism } from "node:os";

/** A pool of workers. */
export interface PoolOptions {
  /**
   * What a worker is. A thread is quick to ask, and shares the memory of the server: native code that fails, or all memory
   * used, ends both. A process of its own is for that. Default `"thread"`.
   */
  readonly isolate?: "thread" | "process";
  /** How many are kept when there is nothing to do. They are started by `listen`. Default 1. */
  readonly minThreads?: number;
  /** How many there are at most. Default: one less than the processors, at least 1; 2 for processes. */
  readonly maxThreads?: number;
  /** How many tasks wait at most; more are refused with 503 `queue_full`. Default 100. */
  readonly queueTasks?: number;
  /** How long a task may take, waiting included, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
  /** When a worker is replaced, between two tasks. Default: never. */
  readonly recycle?: {
    /** After so many tasks. */
    readonly tasks?: number;
    /** When its JavaScript heap is larger. */
    readonly heapBytes?: number;
  };
  /**
   * Resident memory in bytes beyond which a worker is killed, and its task with it. Of processes only, and on Linux only. It is
   * looked at twenty times a second. Default: none.
   */
  readonly limitBytes?: number;
  /** How long a worker may be idle before it ends, if there are more than `minThreads`, in milliseconds. Default 30,000. */
  readonly idleMs?: number;
}

/** The options of a pool with all that is not given. */
export interface PoolSettings {
  readonly isolate: "thread" | "process";
  readonly minThreads: number;
  readonly maxThreads: number;
  readonly queueTasks: number;
  readonly timeoutMs: number;
  readonly recycleTasks: number;
  readonly recycleHeapBytes: number;
  readonly limitBytes: number;
  readonly idleMs: number;
}

/** An option that does not fit. */
export interface OptionProblem {
  /** `recycle.tasks`. */
  readonly path: string;
  readonly expected: string;
  readonly received: unknown;
}

const longestMs = 2_147_483_647;

/** What each number may be. A longer time overflows a timer, which then fires at once. */
const ranges = {
  minThreads: [0, 1024],
  maxThreads: [1, 1024],
  queueTasks: [0, 1_000_000],
  timeoutMs: [1, longestMs],
  idleMs: [1, longestMs],
  limitBytes: [1, Number.MAX_SAFE_INTEGER],
  "recycle.tasks": [1, Number.MAX_SAFE_INTEGER],
  "recycle.heapBytes": [1, Number.MAX_SAFE_INTEGER],
} as const;

const keys = [
  "isolate",
  "minThreads",
  "maxThreads",
  "queueTasks",
  "timeoutMs",
  "recycle",
  "limitBytes",
  "idleMs",
];

/** What is wrong with the options of a pool; empty where they fit. */
export function poolProblems(options: unknown): OptionProblem[] {
  if (!isRecord(options)) return [{ path: "", expected: "an object of options", received: options }];
  const { recycle = {}, isolate } = options;
  if (!isRecord(recycle)) return [{ path: "recycle", expected: "an object of options", received: recycle }];
  const known = [
    ...unknownKeys(options, keys, ""),
    ...unknownKeys(recycle, ["tasks", "heapBytes"], "recycle."),
    ...rangeProblems({ ...options, "recycle.tasks": recycle.tasks, "recycle.heapBytes": recycle.heapBytes }),
  ];
  if (isolate !== undefined && isolate !== "thread" && isolate !== "process")
    known.push({ path: "isolate", expected: '"thread" or "process"', received: isolate });
  if (options.limitBytes !== undefined && (isolate !== "process" || process.platform !== "linux"))
    known.push({ path: "limitBytes", expected: 'isolate: "process", on Linux', received: isolate });
  if (known.length > 0) return known;
  const { minThreads, maxThreads } = settingsOf(options);
  return minThreads <= maxThreads
    ? []
    : [{ path: "minThreads", expected: `at most maxThreads, which is ${maxThreads}`, received: minThreads }];
}

/** Options that fit, with the defaults. */
export function settingsOf(options: PoolOptions): PoolSettings {
  const { isolate = "thread", recycle = {} } = options;
  const maxThreads =
    options.maxThreads ?? (isolate === "process" ? 2 : Math.max(1, availableParallelism() - 1));
  return {
    isolate,
    maxThreads,
    minThreads: options.minThreads ?? 1,
    queueTasks: options.queueTasks ?? 100,
    timeoutMs: options.timeoutMs ?? 30_000,
    recycleTasks: recycle.tasks ?? Infinity,
    recycleHeapBytes: recycle.heapBytes ?? Infinity,
    limitBytes: options.limitBytes ?? Infinity,
    idleMs: options.idleMs ?? 30_000,
  };
}

function unknownKeys(options: object, known: readonly string[], prefix: string): OptionProblem[] {
  return Object.keys(options)
    .filter((key) => !known.includes(key))
    .map((key) => ({ path: `${prefix}${key}`, expected: `one of ${known.join(", ")}`, received: key }));
}

function rangeProblems(options: Readonly<Record<string, unknown>>): OptionProblem[] {
  return Object.entries(ranges).flatMap(([path, [least, most]]) => {
    const received = options[path];
    if (received === undefined || isWithin(received, least, most)) return [];
    return [{ path, expected: `a whole number from ${least} to ${most}`, received }];
  });
}

const isWithin = (value: unknown, least: number, most: number): boolean =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
