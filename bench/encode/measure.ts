import { measure } from "mitata";
import { median } from "../http/summary.ts";
import type { Payload } from "../payloads.ts";
import type { Contender } from "./contenders.ts";

/** How often, and how long, each encoder is measured. */
export interface Schedule {
  /** At least three. */
  readonly repeats: number;
  /** CPU time of one measurement. */
  readonly milliseconds: number;
}

/** One contender on one payload. */
export interface EncodeResult {
  readonly payload: string;
  readonly contender: string;
  /** CPU time of one answer, to its bytes: median over the repeats. */
  readonly microseconds: number;
  /** The first contender's time ÷ this one's, in the same repeat: above 1 is faster. */
  readonly ratio: { readonly median: number; readonly min: number; readonly max: number };
}

type Encode = (value: unknown) => Response;

/** CPU time of this process in ns. What else the machine does is not in it; collector and compiler threads are. */
function cpuNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

/** ns of CPU time for one answer. Every contender's answer is read to its bytes, as a socket would. */
async function timeOf(encode: Encode, value: unknown, batch: number, milliseconds: number): Promise<number> {
  const { p50 } = await measure(
    async () => {
      for (let count = 0; count < batch; count++) await encode(value).bytes();
    },
    { now: cpuNow, min_cpu_time: milliseconds * 1e6, min_samples: 5, gc: false },
  );
  return p50 / batch;
}

/** How many answers take about a millisecond: the clock ticks in µs. */
async function batchOf(encode: Encode, value: unknown): Promise<number> {
  for (let count = 0; count < 300; count++) await encode(value).bytes();
  const start = cpuNow();
  for (let count = 0; count < 300; count++) await encode(value).bytes();
  return Math.max(Math.round((1e6 * 300) / (cpuNow() - start)), 1);
}

/** Measures contenders on one payload. The first of them is what the others are compared with. */
export async function measurePayload(
  { name, schema, value }: Payload,
  contenders: readonly Contender[],
  schedule: Schedule,
): Promise<EncodeResult[]> {
  const encoders = contenders.map((contender) => contender.create(schema));
  const times = await measureInTurn(encoders, value, schedule);
  const [reference = []] = times;
  return times.map((own, index) => {
    const ratios = own.map((time, repeat) => (reference[repeat] ?? Number.NaN) / time);
    return {
      payload: name,
      contender: contenders[index]?.name ?? "",
      microseconds: median(own) / 1000,
      ratio: { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) },
    };
  });
}

/** ns of each encoder in each repeat. They take turns: A B C, then C B A. */
async function measureInTurn(
  encoders: readonly Encode[],
  value: unknown,
  { repeats, milliseconds }: Schedule,
): Promise<number[][]> {
  const subjects: { encode: Encode; batch: number; times: number[] }[] = [];
  for (const encode of encoders) {
    subjects.push({ encode, batch: await batchOf(encode, value), times: [] });
  }
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const { encode, batch, times } of repeat % 2 === 0 ? subjects : subjects.toReversed()) {
      times.push(await timeOf(encode, value, batch, milliseconds));
    }
  }
  return subjects.map(({ times }) => times);
}

export const geometricMean = (ratios: readonly number[]): number =>
  Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
