/**
 * What is worth a pool: `bun bench/pools.ts [--quick] [--json <file>]`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { ConnectionPool } from "../src/pool.ts";
import { type Row, type Schedule, measureSample, tableHead, tableRow } from "./decode/measure.ts";
import { describeMachine, machineLine } from "./machine.ts";
import { samples } from "./pools/contenders.ts";

/** About twenty seconds, and about eight. */
const schedules = {
  full: { repeats: 21, repeatMs: 60 },
  quick: { repeats: 7, repeatMs: 25 },
} as const satisfies Record<string, Schedule>;

const { values: options } = parseArgs({
  options: { quick: { type: "boolean", default: false }, json: { type: "string" } },
});
const schedule = schedules[options.quick ? "quick" : "full"];
const machine = describeMachine();
console.log(`${machineLine(machine)}\n${schedule.repeats} repeats of ${schedule.repeatMs} ms, by turns\n`);

const rows: Row[] = [];
console.log(tableHead);
for (const { name, contenders } of samples) {
  const measured = await measureSample(name, contenders, "", schedule);
  console.log(measured.map(tableRow).join("\n"));
  rows.push(...measured);
}
const acquireNanoseconds = await measureAcquire(100_000);
console.log(
  `\nConnectionPool: ${Math.round(acquireNanoseconds)} ns to acquire and release an idle connection`,
);
if (options.json !== undefined) {
  const text = JSON.stringify({ machine, schedule, rows, acquireNanoseconds }, undefined, 2);
  await Bun.write(options.json, `${text}\n`);
}

/** The best of five runs: what a pool adds to each use of a connection. */
async function measureAcquire(times: number): Promise<number> {
  await using pool = new ConnectionPool({ create: () => ({}) });
  const runs: number[] = [];
  for (let run = 0; run < 5; run++) {
    const start = Bun.nanoseconds();
    for (let time = 0; time < times; time++) (await pool.acquire()).release();
    runs.push((Bun.nanoseconds() - start) / times);
  }
  return Math.min(...runs);
}
