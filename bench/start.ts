/**
 * What 200 schemas cost when an app starts: `bun bench/start.ts`. Each round is a process of its own, in which nothing
 * is compiled yet.
 *
 * @module
 */
import { median } from "./http/summary.ts";
import { describeMachine, machineLine } from "./machine.ts";
import { type StartTimes, measureStart, totalOf } from "./start/measure-start.ts";
import { createSchemaApp } from "./start/schema-app.ts";

const rounds = 21;

function compare(): void {
  console.log(`${machineLine(describeMachine())}\n`);
  const times = Array.from({ length: rounds }, measureInProcess);
  const row = (step: string, of: (times: StartTimes) => number): void => {
    const all = times.map(of);
    const [middle, least, most] = [median(all), Math.min(...all), Math.max(...all)];
    console.log(
      `${step.padEnd(10)} ${middle.toFixed(1).padStart(7)}   ${least.toFixed(1)}–${most.toFixed(1)}`,
    );
  };
  console.log(`${"step".padEnd(10)} ${"ms".padStart(7)}   min–max`);
  row("plan", ({ plan }) => plan);
  row("emit", ({ emit }) => emit);
  row("evaluate", ({ evaluate }) => evaluate);
  row("all", totalOf);
}

function measureInProcess(): StartTimes {
  const { stdout } = Bun.spawnSync([process.execPath, import.meta.path, "once"], { stderr: "inherit" });
  return JSON.parse(stdout.toString()) as StartTimes;
}

if (process.argv[2] === "once") console.log(JSON.stringify(measureStart(createSchemaApp(200).definition())));
else compare();
