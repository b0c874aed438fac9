import { checkBoolean, checkFunction, checkKeys, checkRange, checkType } from "../middleware/options.ts";
import { measureHeapBytes } from "./heap-bytes.ts";
import {
  type ComparedMeasurement,
  type Measurement,
  compareMeasurements,
  measurementOf,
} from "./measurement.ts";
import { loadMitata } from "./mitata.ts";
import { paintFor } from "./paint.ts";
import { reportText } from "./report-text.ts";

export interface BenchOptions {
  /** How long each function is timed, up to a minute. Default 500. */
  readonly durationMs?: number;
  /** Where reports go. Default: standard output. */
  readonly write?: (text: string) => void;
  /** Default: where standard output is a terminal, and `NO_COLOR` is not set. */
  readonly colors?: boolean;
  /** The clock, in ns. Default: `Bun.nanoseconds`. */
  readonly now?: () => number;
}

export interface MeasureOptions {
  /** Whether the others are compared with this one. There is one at most. Default false. */
  readonly baseline?: boolean;
  /** How long it is timed. Default: that of the bench. */
  readonly durationMs?: number;
}

export interface ReportOptions {
  /** Writes JSON in place of a table. Default false. */
  readonly json?: boolean;
}

/** Measures functions, and tells what they took. */
export interface Bench {
  /** What was measured so far, in its order. */
  readonly results: readonly ComparedMeasurement[];
  /**
   * Times a function, then its use of the heap. It is called without arguments, again and again; where it gives a promise,
   * that is waited for.
   *
   * @example
   * ```ts
   * await measure("split", () => "a,b,c".split(","), { baseline: true });
   * await measure("match", () => "a,b,c".match(/[^,]+/g));
   * ```
   * @throws {Error} where mitata is not installed, or what the function throws
   */
  measure(name: string, run: () => unknown, options?: MeasureOptions): Promise<Measurement>;
  /** Writes a table of what was measured so far, and gives it. */
  report(options?: ReportOptions): readonly ComparedMeasurement[];
}

const defaultDurationMs = 500;

/** How long the calls may take by which the heap is measured. */
const heapDurationNs = 100e6;

/** What the last call gave: a function whose result nobody has may be left out by the compiler. */
const kept: { value: unknown } = { value: undefined };

/**
 * A bench with measurements of its own.
 *
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function createBench(options: BenchOptions = {}): Bench {
  checkKeys("createBench", options, ["durationMs", "write", "colors", "now"]);
  checkDuration("createBench.durationMs", options.durationMs);
  checkFunction("createBench.write", options.write);
  checkBoolean("createBench.colors", options.colors);
  checkFunction("createBench.now", options.now);
  return new MeasuringBench(options);
}

class MeasuringBench implements Bench {
  readonly #options: BenchOptions;
  readonly #measurements: Measurement[] = [];

  constructor(options: BenchOptions) {
    this.#options = options;
  }

  get results(): readonly ComparedMeasurement[] {
    return compareMeasurements(this.#measurements);
  }

  readonly measure: Bench["measure"] = async (name, run, options = {}) => {
    const { baseline = false } = this.#check(name, run, options);
    const measurement = await timed(name, run, baseline, { ...this.#options, ...options });
    this.#measurements.push(measurement);
    return measurement;
  };

  readonly report: Bench["report"] = (options = {}) => {
    checkKeys("report", options, ["json"]);
    checkBoolean("report.json", options.json);
    const { write = console.log, colors } = this.#options;
    const { results } = this;
    write(options.json ? JSON.stringify(results, undefined, 2) : reportText(results, paintFor(colors)));
    return results;
  };

  #check(name: unknown, run: unknown, options: MeasureOptions): MeasureOptions {
    checkType(typeof name === "string", "measure: its name", "text", name);
    checkType(typeof run === "function", "measure: what is measured", "a function", run);
    checkKeys("measure", options, ["baseline", "durationMs"]);
    checkBoolean("measure.baseline", options.baseline);
    checkDuration("measure.durationMs", options.durationMs);
    const known = this.#measurements.find(({ isBaseline }) => isBaseline);
    const isOnly = known === undefined || options.baseline !== true;
    checkRange(isOnly, "measure.baseline", `one, which is ${JSON.stringify(known?.name)}`, name);
    return options;
  }
}

function checkDuration(path: string, durationMs: unknown): void {
  checkType(durationMs === undefined || typeof durationMs === "number", path, "a number of ms", durationMs);
  const isFit = durationMs === undefined || (Number(durationMs) > 0 && Number(durationMs) <= 60_000);
  checkRange(isFit, path, "more than 0 and at most 60000 ms", durationMs);
}

async function timed(
  name: string,
  run: () => unknown,
  isBaseline: boolean,
  { durationMs = defaultDurationMs, now }: BenchOptions,
): Promise<Measurement> {
  const { measure: time } = await loadMitata();
  // mitata takes what has parameters for another kind of function.
  const call = (): unknown => (kept.value = run());
  const timing = await time(call, { min_cpu_time: durationMs * 1e6, ...(now === undefined ? {} : { now }) });
  const { p50Ns } = measurementOf(name, isBaseline, timing, undefined);
  const heapBytes = await measureHeapBytes(call, heapDurationNs / p50Ns);
  return measurementOf(name, isBaseline, timing, heapBytes);
}

const shared = createBench();

/** {@link Bench.measure} of the bench that this module has. */
export const measure: Bench["measure"] = shared.measure;

/** {@link Bench.report} of the bench that this module has. */
export const report: Bench["report"] = shared.report;
