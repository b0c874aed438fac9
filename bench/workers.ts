/**
 * What workers do for a server with work to do: `bun bench/workers.ts [--quick] [--json <file>]`.
 *
 * @module
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { describeMachine, machineLine } from "./machine.ts";
import { measureCalmly } from "./http/disturbance.ts";
import { type Contender, type Mixed, measureMixed } from "./workers/mixed.ts";
import { measureBodies } from "./workers/bodies.ts";
import { measureBytes, measureRoundTrips } from "./workers/round-trip.ts";
import { measureRoute } from "./workers/route.ts";
import { roundsFor } from "./workers/work.ts";

/** About two minutes, and about half a minute. */
const schedules = {
  full: { turns: 5, durationMs: 5000, repeats: 21, trips: 3000, again: 3 },
  quick: { turns: 1, durationMs: 2000, repeats: 7, trips: 1000, again: 0 },
} as const;

const { values: options } = parseArgs({
  options: { quick: { type: "boolean", default: false }, json: { type: "string" } },
});
const schedule = schedules[options.quick ? "quick" : "full"];
const machine = describeMachine();
console.log(`${machineLine(machine)}\n`);

const cores = availableParallelism();
const contenders: readonly Contender[] = [
  { name: "no work", file: "app.ts", threads: 1, clients: 0 },
  { name: "inline", file: "app.ts", threads: 0 },
  { name: "one thread", file: "app.ts", threads: 1 },
  { name: "one thread, by hand", file: "naive.ts", threads: 1 },
  { name: "one thread per core", file: "app.ts", threads: cores },
  { name: "one thread per core, by hand", file: "naive.ts", threads: cores },
];

/** More than that of both cores for others, and a p99 tells of them. */
const toleratedShare = 0.02;

const rounds = roundsFor(20);
const mixed = new Map<string, Mixed[]>();
for (let turn = 0; turn < schedule.turns; turn++) {
  for (const contender of contenders) {
    const measure = (): Promise<Mixed> => measureMixed(contender, rounds, schedule.durationMs);
    const { calmest } = await measureCalmly(measure, schedule.again, toleratedShare);
    mixed.set(contender.name, [...(mixed.get(contender.name) ?? []), calmest]);
  }
}

console.log("4 clients want 20 ms of work each, beside 50 pings a second\n");
console.log(`${"".padEnd(30)}ping p50   ping p99    works/s    others %`);
for (const [name, results] of mixed) {
  const of = (read: (one: Mixed) => number): string => median(results.map(read)).toFixed(2);
  const cells = [
    of((one) => one.pingP50Ms),
    of((one) => one.pingP99Ms),
    of((one) => one.worksPerSecond),
    of((one) => 100 * (one.foreignShare ?? 0)),
  ];
  console.log(`${name.padEnd(30)}${cells.map((cell) => cell.padStart(8)).join("   ")}`);
}

const trips = await measureRoundTrips(schedule.repeats, schedule.trips);
const ratio = median(trips.pool.map((pooled, index) => pooled / (trips.raw[index] ?? pooled)));
console.log(
  `\nround trip of an empty task: ${median(trips.pool).toFixed(1)} µs, ${ratio.toFixed(2)} of a bare message and its echo`,
);
const bytes = await measureBytes(schedule.repeats);
console.log(
  `10 MB to a thread and back: ${median(bytes.transferred).toFixed(2)} ms transferred, ${median(bytes.copied).toFixed(2)} ms copied on the way there`,
);
const bodies = await measureBodies(schedule.repeats);
console.log("\na JSON body for a worker: what the main thread does");
for (const { bytes: size, parsedUs, rawUs } of bodies)
  console.log(
    `${`${size.toLocaleString("en")} bytes`.padStart(18)}  parsed and copied ${median(parsedUs).toFixed(0).padStart(6)} µs   as it came ${median(rawUs).toFixed(0).padStart(4)} µs`,
  );
const route = await measureRoute(schedule.repeats);
console.log(
  `10 MB through a route, in-process: ${median(route.inline).toFixed(2)} ms inline, ${median(route.worker).toFixed(2)} by a worker; a copy takes ${median(route.copy).toFixed(2)}`,
);
if (options.json !== undefined) {
  const text = JSON.stringify(
    { machine, schedule, rounds, mixed: Object.fromEntries(mixed), trips, bytes, bodies, route },
    undefined,
    2,
  );
  await Bun.write(options.json, `${text}\n`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
