import type { AppStats } from "../define/app-stats.ts";

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/** A figure of an app's stats. */
export interface Figure {
  /** Ends in `_total` where it only goes up. */
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  read(stats: AppStats): readonly Sample[];
}

/** A figure of each of several, by their names. */
function ofEach<Stats>(
  name: string,
  help: string,
  label: string,
  among: (stats: AppStats) => Readonly<Record<string, Stats>>,
  value: (stats: Stats) => number,
): Figure {
  const read = (stats: AppStats): readonly Sample[] =>
    Object.entries(among(stats)).map(([of, one]) => [{ [label]: of }, value(one)]);
  return { name, help, labelNames: [label], read };
}

/** A figure that there is once, or that is not known. */
function ofOne(name: string, help: string, value: (stats: AppStats) => number | undefined): Figure {
  const read = (stats: AppStats): readonly Sample[] => {
    const known = value(stats);
    return known === undefined ? [] : [[{}, known]];
  };
  return { name, help, labelNames: [], read };
}

type Memo = AppStats["memo"][string];
type Workers = AppStats["workers"][string];

const ofMemo = (name: string, help: string, value: (memo: Memo) => number): Figure =>
  ofEach(`bunsen_memo_${name}`, help, "middleware", ({ memo }) => memo, value);

const ofWorkers = (name: string, help: string, value: (pool: Workers) => number): Figure =>
  ofEach(`bunsen_worker_${name}`, help, "pool", ({ workers }) => workers, value);

/** All that an app tells of itself: what is new in {@link AppStats} gets its lines here. */
export const figures: readonly Figure[] = [
  ofMemo("hits_total", "Results of middleware that were kept, by its name.", ({ hits }) => hits),
  ofMemo("misses_total", "Results of middleware that were made, by its name.", ({ misses }) => misses),
  ofMemo("entries", "Results of middleware that are kept now, by its name.", ({ entries }) => entries),
  ofOne("bunsen_cache_hits_total", "Answers that were kept.", ({ cache }) => cache?.hits),
  ofOne("bunsen_cache_misses_total", "Answers that were made.", ({ cache }) => cache?.misses),
  ofOne(
    "bunsen_cache_stale_hits_total",
    "Answers that were kept, and no longer fresh.",
    ({ cache }) => cache?.staleHits,
  ),
  ofOne(
    "bunsen_cache_coalesced_total",
    "Requests that waited for the answer of another.",
    ({ cache }) => cache?.coalesced,
  ),
  ofOne(
    "bunsen_cache_evictions_total",
    "Kept answers that made room for others.",
    ({ cache }) => cache?.evictions,
  ),
  ofOne("bunsen_cache_entries", "Answers that are kept now.", ({ cache }) => cache?.entries),
  ofOne("bunsen_cache_bytes", "Bytes of the kept answers.", ({ cache }) => cache?.bytes),
  ofOne("bunsen_handlers_hits_total", "Lazy handlers that were loaded.", ({ handlers }) => handlers?.hits),
  ofOne("bunsen_handlers_misses_total", "Lazy handlers that had to be.", ({ handlers }) => handlers?.misses),
  ofOne("bunsen_handlers_entries", "Lazy handlers that are loaded now.", ({ handlers }) => handlers?.entries),
  ofWorkers("threads", "Workers that can do tasks.", ({ threads }) => threads),
  ofWorkers("busy", "Workers that do one.", ({ busy }) => busy),
  ofWorkers("queued", "Tasks that wait for a worker.", ({ queued }) => queued),
  ofWorkers("succeeded_total", "Tasks that gave a result.", ({ succeeded }) => succeeded),
  ofWorkers("failed_total", "Tasks that failed.", ({ failed }) => failed),
  ofWorkers("refused_total", "Tasks for which there was no room.", ({ refused }) => refused),
  ofWorkers("timed_out_total", "Tasks that took too long.", ({ timedOut }) => timedOut),
  ofWorkers("abandoned_total", "Tasks that nobody waited for any more.", ({ abandoned }) => abandoned),
  ofWorkers("wait_seconds_total", "Time that tasks waited for a worker.", ({ waitMs }) => waitMs / 1000),
  ofWorkers("run_seconds_total", "Time that workers were busy.", ({ runMs }) => runMs / 1000),
  ofWorkers("restarts_total", "Workers that were replaced as they ended.", ({ restarts }) => restarts),
  ofWorkers("recycled_total", "Workers that were replaced between tasks.", ({ recycled }) => recycled),
];
