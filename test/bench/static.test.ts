import { afterAll, beforeAll, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningContender, startContender } from "../../bench/http/contenders.ts";
import { proveEqualAnswers } from "../../bench/http/equal-answers.ts";
import { createContenders } from "../../bench/static/contenders.ts";
import { workloads } from "../../bench/static/workloads.ts";

const { signal } = new AbortController();
const resources = new AsyncDisposableStack();
const running: RunningContender[] = [];

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), "bunsen-bench-test-"));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  for (const contender of createContenders(directory)) {
    running.push(resources.use(await startContender(contender, signal)));
  }
}, 60_000);

afterAll(() => resources.disposeAsync());

test.each([...workloads])("all contenders give the answers of $name", async (workload) => {
  await proveEqualAnswers(running, [workload]);
});
