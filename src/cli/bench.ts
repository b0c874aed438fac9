import { cpus, loadavg } from "node:os";
import packageManifest from "../../package.json" with { type: "json" };
import type { AppPlan } from "../compile/app-plan.ts";
import { exercise } from "../exercise/exercise.ts";
import { exerciseHtml } from "../exercise/report-html.ts";
import { exerciseText } from "../exercise/report-text.ts";
import type { ExerciseReport } from "../exercise/report.ts";
import { type Subjects, chooseSubjects } from "../exercise/subjects.ts";
import { paintFor } from "../measure/paint.ts";
import type { BenchOptions } from "./bench-options.ts";
import { BenchServer } from "./bench-server.ts";
import { CommandError } from "./command-error.ts";
import { nearestNames } from "./nearest-names.ts";
import { planModule } from "./plan-module.ts";

/**
 * `bunsen bench`: asks each route of an app, in its process and over loopback, and tells what that took.
 *
 * @throws {CommandError} where there is no such route, or nothing could be measured
 */
export async function bench(path: string, options: BenchOptions): Promise<void> {
  const { definition, plan } = await planModule(path);
  checkRoutes(options.routes, plan, path);
  const chosen = await chooseSubjects(definition, plan, { ...options, keys: options.routes });
  const seconds = options.seconds ?? secondsFor(chosen);
  const report = await measure(path, plan, chosen, { ...options, seconds });
  await tell(report, options);
  if (report.routes.length === 0)
    throw new CommandError(`No route of ${path} could be measured: see what was left out.`);
}

async function measure(
  path: string,
  plan: AppPlan,
  chosen: Subjects,
  { seconds, connections, ways }: BenchOptions & { readonly seconds: number },
): Promise<ExerciseReport> {
  const measuredAt = new Date().toISOString();
  const machine = {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    loadAverage: loadavg()[0] ?? 0,
  };
  await using server = await BenchServer.start(path);
  const { outcomes, leftOut } = await exercise(chosen, server, { seconds, connections, onStep: tellStep });
  tellLine("");
  const order = new Map(plan.routes.map(({ key }, index) => [key, index]));
  const inOrder = (a: { key: string }, b: { key: string }): number =>
    (order.get(a.key) ?? 0) - (order.get(b.key) ?? 0);
  return {
    app: path,
    measuredAt,
    versions: { bunsen: packageManifest.version, bun: Bun.version },
    machine,
    seconds,
    connections,
    ways,
    routes: outcomes.toSorted(inOrder),
    leftOut: leftOut.toSorted(inOrder),
  };
}

/** What all routes may take together, about. */
const budgetSeconds = 20;

/** How long each route is measured, each way, so that an app of some routes takes half a minute. Before that comes a quarter as long for warming up. */
function secondsFor({ subjects }: Subjects): number {
  const parts = subjects.reduce((sum, { ways }) => sum + ways.length, 0);
  return Math.round(Math.min(1, Math.max(0.05, budgetSeconds / parts / 1.25)) * 100) / 100;
}

function checkRoutes(keys: readonly string[] | undefined, { routes }: AppPlan, path: string): void {
  const known = routes.map(({ key }) => key);
  const strange = keys?.find((key) => !known.includes(key));
  if (strange === undefined) return;
  const nearest = nearestNames(strange, known).map((key) => `  ${key}`);
  throw new CommandError(
    `${path} has no route ${JSON.stringify(strange)}. The nearest are:\n${nearest.join("\n")}`,
  );
}

/** Where somebody watches, the route that is measured, in a line that is written over. */
function tellStep(key: string, done: number, all: number): void {
  tellLine(`${done + 1} of ${all}: ${key}`);
}

function tellLine(text: string): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r\u001B[K${text.slice(0, (process.stderr.columns || 80) - 1)}`);
}

async function tell(report: ExerciseReport, { json, html }: BenchOptions): Promise<void> {
  const text = `${JSON.stringify(report, undefined, 2)}\n`;
  console.log(json === true ? text.trimEnd() : exerciseText(report, paintFor(undefined)));
  const written = [
    ...(typeof json === "string" ? [[json, text] as const] : []),
    ...(html === undefined ? [] : [[html, exerciseHtml(report)] as const]),
  ];
  for (const [file, content] of written) {
    await Bun.write(file, content);
    // What stands on standard output is JSON, or tells of the file.
    if (json === true) console.error(`Wrote ${file}.`);
    else console.log(`\nWrote ${file}.`);
  }
}
