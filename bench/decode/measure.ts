import { do_not_optimize, measure } from "mitata";
import { median } from "../http/summary.ts";

/** A way to make a value of text. It throws where the text is refused. */
export interface Contender {
  readonly name: string;
  readonly decode: (text: string) => unknown;
}

/** How long each contender runs, and how often it takes its turn. */
export interface Schedule {
  readonly repeats: number;
  readonly repeatMs: number;
}

/** One row of the table. */
export interface Row {
  readonly sample: string;
  readonly contender: string;
  /** Each repeat's mean, garbage collection included. */
  readonly nanoseconds: readonly number[];
  /** Median over the repeats of its time ÷ the first contender's in the same repeat. */
  readonly ratio: number;
}

interface Timed extends Contender {
  readonly text: string;
  readonly batch: number;
  readonly times: number[];
}

/** Times all contenders by turns: A B C, C B A. */
export async function measureSample(
  sample: string,
  contenders: readonly Contender[],
  text: string,
  { repeats, repeatMs }: Schedule,
): Promise<Row[]> {
  const timed = contenders.map(({ name, decode }): Timed => ({
    name,
    decode,
    text,
    batch: batchOf(decode, text),
    times: [],
  }));
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const one of repeat % 2 === 0 ? timed : timed.toReversed()) {
      one.times.push(await meanNanoseconds(one, repeatMs));
    }
  }
  const first = timed[0]?.times ?? [];
  return timed.map(({ name, times }) => ({
    sample,
    contender: name,
    nanoseconds: times,
    ratio: median(times.map((time, repeat) => time / (first[repeat] ?? Number.NaN))),
  }));
}

async function meanNanoseconds({ decode, text, batch }: Timed, repeatMs: number): Promise<number> {
  const { avg } = await measure(() => do_not_optimize(decode(text)), {
    min_cpu_time: repeatMs * 1e6,
    min_samples: 4,
    batch_samples: batch,
    batch_threshold: Number.POSITIVE_INFINITY,
    now: cpuNanoseconds,
  });
  return avg;
}

/** What the process has used of its cores, garbage collection included. Other work disturbs it less than a clock. */
function cpuNanoseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

/** How many calls take about a millisecond, once they are compiled: what is timed as one. */
function batchOf(decode: (text: string) => unknown, text: string): number {
  const warmUpMs = 100;
  const start = performance.now();
  let calls = 0;
  for (; performance.now() - start < warmUpMs; calls++) do_not_optimize(decode(text));
  return Math.max(4, 4 * Math.round(calls / warmUpMs / 4));
}

export const tableHead: string = line("sample", "contender", "ns", "min–max", "ratio");

export function tableRow({ sample, contender, nanoseconds, ratio }: Row): string {
  const [least, most] = [Math.min(...nanoseconds), Math.max(...nanoseconds)];
  return line(
    sample,
    contender,
    whole(median(nanoseconds)),
    `${whole(least)}–${whole(most)}`,
    ratio.toFixed(2),
  );
}

const whole = (nanoseconds: number): string => Math.round(nanoseconds).toLocaleString("en-US");

function line(sample: string, contender: string, ...[time = "", range = "", ratio = ""]: string[]): string {
  return [
    sample.padEnd(20),
    contender.padEnd(32),
    time.padStart(10),
    range.padStart(19),
    ratio.padStart(7),
  ].join(" ");
}
