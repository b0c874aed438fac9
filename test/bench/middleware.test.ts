import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildApp } from "../../bench/http/builds.ts";
import { type RunningContender, startContender } from "../../bench/http/contenders.ts";
import { proveEqualAnswers } from "../../bench/http/equal-answers.ts";
import { createContenders } from "../../bench/middleware/contenders.ts";
import { workloads } from "../../bench/middleware/workloads.ts";
import { scenarios } from "../../bench/scenarios/scenarios.ts";

const { signal } = new AbortController();
const resources = new AsyncDisposableStack();
const running: RunningContender[] = [];
let directory = "";

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "bunsen-bench-test-"));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  for (const contender of createContenders(directory)) {
    running.push(resources.use(await startContender(contender, signal)));
  }
}, 30_000);

afterAll(() => resources.disposeAsync());

test.each([...workloads])("all contenders give the answers of $name", async (workload) => {
  await proveEqualAnswers(running, [workload]);
});

test("the app of the scenarios gives their answers", async () => {
  const output = join(directory, "scenarios");
  buildApp(join(import.meta.dir, "../../bench/scenarios/app.ts"), output);
  const command = [process.execPath, join(output, "server.js")];
  await using server = await startContender({ name: "scenarios", command }, signal);
  const proven = proveEqualAnswers(
    [server],
    scenarios.map(({ workload }) => workload),
  );
  await expect(proven).resolves.toBeUndefined();
}, 30_000);
