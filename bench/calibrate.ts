/**
 * Measures from where on lists are worth writing in slices, and texts in segments, on this machine:
 * `bun run bench:calibrate [file]`. Put the file beside the app's module, and `bunsen build` plans by it.
 *
 * @module
 */
import { type TSchema, Type as t } from "@sinclair/typebox";
import type { Calibration } from "../src/compile/calibration.ts";
import { type Contender, compileEncoder } from "./encode/contenders.ts";
import { measurePayload } from "./encode/measure.ts";
import { describeMachine, machineLine } from "./machine.ts";

const schedule = { repeats: 9, milliseconds: 20 };

/** What another way has to save to be taken: less could be noise. */
const leastGain = 1.05;

const never = Number.POSITIVE_INFINITY;
const plain: Calibration = { origin: "calibrated", listLength: never, textLength: never };

const encoderBy = (name: string, calibration: Calibration): Contender => ({
  name,
  create: (schema) => compileEncoder(schema, calibration),
});

/** The smallest length at which a strategy is the faster one, and at the next is no loss; null for none. */
async function thresholdOf(
  what: string,
  strategyFrom: (length: number) => Partial<Calibration>,
  lengths: readonly number[],
  make: (length: number) => { readonly schema: TSchema; readonly value: unknown },
): Promise<number | null> {
  let found: number | null = null;
  for (const length of lengths) {
    const contenders = [encoderBy("plain", plain), encoderBy(what, { ...plain, ...strategyFrom(length) })];
    const [, result] = await measurePayload({ name: what, ...make(length) }, contenders, schedule);
    const gain = result?.ratio.median ?? 0;
    console.log(`${what.padEnd(10)}${String(length).padStart(7)} characters: ${gain.toFixed(2)}`);
    if (found !== null && gain > 1 / leastGain) return found;
    found = gain < leastGain ? null : length;
  }
  return found;
}

const Item = t.Object({
  id: t.Integer(),
  name: t.String(),
  email: t.String(),
  isActive: t.Boolean(),
  score: t.Number(),
});

function listOf(length: number) {
  const items: unknown[] = [];
  for (let id = 1000, size = 0; size < length; id++) {
    const item = {
      id,
      name: `Ada Lovelace ${id}`,
      email: `ada.${id}@example.org`,
      isActive: true,
      score: id / 8,
    };
    items.push(item);
    size += JSON.stringify(item).length + 1;
  }
  return { schema: t.Array(Item), value: JSON.parse(JSON.stringify(items)) as unknown };
}

function textOf(length: number) {
  const line = "Words of a text that somebody wrote, and sent as it was. ".repeat(5);
  const text = `${line}\n`.repeat(Math.ceil(length / line.length)).slice(0, length);
  return { schema: t.Object({ text: t.String() }), value: JSON.parse(JSON.stringify({ text })) as unknown };
}

const file = process.argv[2] ?? "bunsen.calibration.json";
const machine = describeMachine();
console.log(`${machineLine(machine)}\nratio: plain ÷ strategy, at least ${leastGain} to be taken\n`);
const listLength = await thresholdOf(
  "slices",
  () => ({ listLength: 1 }),
  [3000, 5000, 7000, 9000, 12_000, 16_000, 24_000],
  listOf,
);
const textLength = await thresholdOf(
  "segments",
  (length) => ({ textLength: length }),
  [512, 1024, 1536, 2048, 4096, 8192, 16_384],
  textOf,
);
const { bun, cpu } = machine;
await Bun.write(file, `${JSON.stringify({ bun, cpu, listLength, textLength }, undefined, 2)}\n`);
console.log(
  `\nWrote ${file}: slices from ${listLength ?? "no"} characters on, segments from ${textLength ?? "no"}.`,
);
