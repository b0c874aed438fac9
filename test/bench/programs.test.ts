import { expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningContender, startContender } from "../../bench/http/contenders.ts";
import { proveEqualAnswers } from "../../bench/http/equal-answers.ts";
import type { Workload } from "../../bench/http/workload.ts";
import { workloads } from "../../bench/http/workloads.ts";
import { type ProgramName, createPrograms } from "../../bench/programs/contenders.ts";
import { measureMemory } from "../../bench/programs/memory.ts";
import { measureSize } from "../../bench/programs/size.ts";
import { measureStarts } from "../../bench/programs/start.ts";
import { workloads as publicWorkloads } from "../../bench/programs/workloads.ts";

const { signal } = new AbortController();

/** How a refusal is worded, and by what type, is each one's own. */
const withoutTypes = ({ refusals, ...workload }: Workload): Workload => ({
  ...workload,
  refusals: refusals.map(({ request, answer }) => ({ request, answer: { status: answer.status } })),
});

const named = (...names: string[]): Workload[] =>
  workloads.filter(({ name }) => names.includes(name)).map(withoutTypes);

const asked: Readonly<Record<ProgramName, readonly Workload[]>> = {
  hello: named("ping"),
  small: named("ping", "validated-post"),
  public: publicWorkloads,
};

test.each(["hello", "small", "public"] as const)(
  "all programs of %s give the same answers, and can be measured",
  async (name) => {
    await using resources = new AsyncDisposableStack();
    const directory = await mkdtemp(join(tmpdir(), "bunsen-programs-test-"));
    resources.defer(() => rm(directory, { recursive: true, force: true }));
    const programs = createPrograms(name, directory);
    const running: RunningContender[] = [];
    for (const program of programs) running.push(resources.use(await startContender(program, signal)));
    await proveEqualAnswers(running, asked[name]);
    const sizes = measureSize("bundle", programs).map(({ values }) => values[0] ?? 0);
    expect(sizes.filter((kilobytes) => !(kilobytes > 0.1))).toEqual([]);
  },
  60_000,
);

test("starts and memory are measured", async () => {
  await using resources = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "bunsen-programs-test-"));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  const first = (name: ProgramName) => createPrograms(name, join(directory, name)).slice(0, 1);
  const apps = { hello: first("hello"), small: first("small"), public: first("public") };
  const starts = await measureStarts(apps, 2, signal);
  expect(starts.map(({ workload, values }) => [workload, values.length])).toEqual([
    ["start-hello", 2],
    ["start-first-post", 2],
    ["start-second-post", 2],
    ["start-public", 2],
  ]);
  const memory = await measureMemory(apps.public, { rounds: 1, loadSeconds: 0.2 }, directory, signal);
  expect(memory.map(({ workload }) => workload)).toEqual(["memory-start", "memory-loaded"]);
  const values = [...starts, ...memory].flatMap((figure) => figure.values);
  expect(values.filter((value) => !(value > 0))).toEqual([]);
}, 60_000);
