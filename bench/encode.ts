/**
 * What an answer costs, to its bytes: `bun bench/encode.ts [--quick] [--json <file>] [payload]`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { baseline, contenders } from "./encode/contenders.ts";
import { wrongAnswer } from "./encode/equal-answers.ts";
import { type EncodeResult, type Schedule, geometricMean, measurePayload } from "./encode/measure.ts";
import { describeMachine, machineLine } from "./machine.ts";
import { type Payload, payloads } from "./payloads.ts";

/** About a minute and a half, and about 20 seconds. */
const schedules = {
  full: { repeats: 9, milliseconds: 60 },
  quick: { repeats: 3, milliseconds: 20 },
} as const satisfies Record<string, Schedule>;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false }, json: { type: "string" } },
});

const schedule = schedules[values.quick ? "quick" : "full"];
const chosen = payloads.filter(
  ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
);
if (chosen.length === 0) {
  console.error(`No payload is named so. There are ${payloads.map(({ name }) => name).join(", ")}.`);
  process.exit(1);
}

const machine = describeMachine();
console.log(machineLine(machine));
console.log(
  `${schedule.repeats} repeats of ${schedule.milliseconds} ms CPU time · ratio: ${baseline} ÷ it\n`,
);
await run(chosen);

/** Proves every answer, then times those that are right. */
async function run(subjects: readonly Payload[]): Promise<void> {
  const wrong = new Map<string, string>();
  for (const payload of subjects) {
    for (const contender of contenders) {
      const problem = await wrongAnswer(contender, payload);
      if (problem !== undefined) wrong.set(`${payload.name} ${contender.name}`, problem);
    }
  }
  for (const name of [baseline, "bunsen"]) {
    const failing = subjects.filter((payload) => wrong.has(`${payload.name} ${name}`));
    if (failing.length > 0)
      throw new Error(`${name} gives another answer to ${failing.map((p) => p.name).join()}.`);
  }
  console.log(row("payload", ...contenders.map(({ name }) => name)));
  const results: EncodeResult[] = [];
  for (const payload of subjects) {
    const right = contenders.filter(({ name }) => !wrong.has(`${payload.name} ${name}`));
    const measured = await measurePayload(payload, right, schedule);
    results.push(...measured);
    console.log(
      row(payload.name, ...contenders.map(({ name }) => cell(measured.find((r) => r.contender === name)))),
    );
  }
  console.log(row("geometric mean", ...contenders.map(({ name }) => meanOf(results, name, subjects.length))));
  for (const [where, problem] of wrong) console.log(`wrong: ${where}: ${problem}`);
  if (values.json === undefined) return;
  const told = { machine, schedule, results, wrong: Object.fromEntries(wrong) };
  await Bun.write(values.json, `${JSON.stringify(told, undefined, 2)}\n`);
}

function cell(result: EncodeResult | undefined): string {
  if (result === undefined) return "wrong";
  const { microseconds, ratio } = result;
  const time = `${microseconds.toFixed(microseconds < 10 ? 2 : 1)} µs`;
  if (result.contender === baseline) return time;
  return `${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)})  ${time}`;
}

/** Of those that gave every answer right. */
function meanOf(results: readonly EncodeResult[], contender: string, count: number): string {
  const ratios = results.filter((result) => result.contender === contender).map(({ ratio }) => ratio.median);
  return ratios.length < count ? "" : geometricMean(ratios).toFixed(3);
}

function row(payload: string, first = "", ...others: readonly string[]): string {
  return [payload.padEnd(22), first.padStart(13), ...others.map((text) => text.padStart(30))]
    .join("")
    .trimEnd();
}
