/**
 * Three ways through an app with ten middlewares: `bun bench/scenarios.ts [--quick] [--json <file>]`.
 *
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildApp } from "./http/builds.ts";
import { startContender } from "./http/contenders.ts";
import { proveEqualAnswers } from "./http/equal-answers.ts";
import { createGenerator, outputOf } from "./http/load.ts";
import { measureWorkload } from "./http/measure.ts";
import { runInterruptibly, schedules } from "./http/session.ts";
import { readSession } from "./http/arguments.ts";
import { median } from "./http/summary.ts";
import { describeMachine, machineLine } from "./machine.ts";
import type { Latency } from "./scenarios/latency.ts";
import { type Scenario, scenarios } from "./scenarios/scenarios.ts";

/** One scenario as it was measured: all figures are medians over the rounds. */
interface Result {
  readonly scenario: string;
  readonly about: string;
  readonly latencyMs: Latency;
  readonly claimedMs: number;
  readonly requestsPerSecond: number;
  readonly claimedRequestsPerSecond: number;
  readonly cpuMicroseconds: number;
}

const workloads = scenarios.map(({ workload }) => workload);

await runInterruptibly(async (signal) => {
  const { extent, jsonFile } = readSession(process.argv.slice(2), {
    kind: "scenarios",
    suites: [{ workloads, createContenders: () => [] }],
  });
  const schedule = schedules[extent];
  const machine = describeMachine();
  console.log(machineLine(machine));
  await using resources = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "bunsen-scenarios-"));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  buildApp(join(import.meta.dir, "scenarios/app.ts"), directory);
  const command = [process.execPath, join(directory, "server.js")];
  const server = resources.use(await startContender({ name: "bunsen built", command }, signal));
  await proveEqualAnswers([server], workloads);

  const generate = createGenerator(directory);
  const measure = async ({ workload, about, ...claimed }: Scenario): Promise<Result> => {
    const [measured] = await measureWorkload([server], workload, { generate, schedule, signal });
    const rounds = measured?.rounds ?? [];
    return {
      scenario: workload.name,
      about,
      ...claimed,
      latencyMs: await latencyOf(server.port, workload.timed, signal),
      requestsPerSecond: median(rounds.map(({ requestsPerSecond }) => requestsPerSecond)),
      cpuMicroseconds: median(rounds.map(({ cpuMicroseconds }) => cpuMicroseconds)),
    };
  };
  const results: Result[] = [];
  for (const scenario of scenarios) results.push(await measure(scenario));
  console.log(tableOf(results));
  console.log(
    "\nThe claims are those of the design that this project began with. No data came with them: neither machine, nor load, nor program.",
  );
  if (jsonFile !== undefined)
    await Bun.write(jsonFile, `${JSON.stringify({ machine, schedule, results }, undefined, 2)}\n`);
});

/** Of one connection, one request at a time. */
async function latencyOf(
  port: number,
  exchange: Scenario["workload"]["timed"],
  signal: AbortSignal,
): Promise<Latency> {
  const load = JSON.stringify({ port, exchange, seconds: schedules.full.roundSeconds * 2 });
  const program = join(import.meta.dir, "scenarios/latency.ts");
  return JSON.parse(await outputOf([process.execPath, program, load], signal)) as Latency;
}

function tableOf(results: readonly Result[]): string {
  const rows = results.map((result) => [
    result.scenario,
    result.about,
    result.latencyMs.median.toFixed(3),
    result.latencyMs.p99.toFixed(3),
    String(result.claimedMs),
    Math.round(result.requestsPerSecond).toLocaleString("en-US"),
    result.claimedRequestsPerSecond.toLocaleString("en-US"),
    result.cpuMicroseconds.toFixed(2),
  ]);
  const head = [
    "scenario",
    "what runs",
    "ms, median",
    "ms, p99",
    "claimed",
    "req/s",
    "claimed",
    "µs CPU/req",
  ];
  const lines = [head, head.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
