/**
 * What reading and checking inputs costs: `bun bench/decode.ts [--quick] [--json <file>]`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { createBodyContenders } from "./decode/body-contenders.ts";
import { type Row, type Schedule, measureSample, tableHead, tableRow } from "./decode/measure.ts";
import { proveContenders } from "./decode/prove-contenders.ts";
import { createQueryContenders, querySample } from "./decode/query-contenders.ts";
import { samples } from "./decode/samples.ts";
import { describeMachine, machineLine } from "./machine.ts";

/** About three minutes, and about half a minute. */
const schedules = {
  full: { repeats: 31, repeatMs: 60 },
  quick: { repeats: 9, repeatMs: 25 },
} as const satisfies Record<string, Schedule>;

const { values: options } = parseArgs({
  options: { quick: { type: "boolean", default: false }, json: { type: "string" } },
});
const schedule = schedules[options.quick ? "quick" : "full"];
const machine = describeMachine();
console.log(`${machineLine(machine)}\n${schedule.repeats} repeats of ${schedule.repeatMs} ms, by turns\n`);

proveContenders();
const rows: Row[] = [];
console.log(tableHead);
for (const { name, schema, text } of samples) {
  print(await measureSample(name, createBodyContenders(schema), text, schedule));
}
print(await measureSample(querySample.name, createQueryContenders(), querySample.text, schedule));
if (options.json !== undefined) {
  await Bun.write(options.json, `${JSON.stringify({ machine, schedule, rows }, undefined, 2)}\n`);
}

function print(measured: readonly Row[]): void {
  console.log(measured.map(tableRow).join("\n"));
  rows.push(...measured);
}
