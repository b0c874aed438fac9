import { expect, test } from "bun:test";
import { createContenders } from "../../bench/ablate/contenders.ts";
import { workloads } from "../../bench/ablate/workloads.ts";
import { startContender } from "../../bench/http/contenders.ts";
import { proveEqualAnswers } from "../../bench/http/equal-answers.ts";

test("every switch, on or off, gives the same answers", async () => {
  const { signal } = new AbortController();
  await using resources = new AsyncDisposableStack();
  const running = [];
  for (const contender of createContenders())
    running.push(resources.use(await startContender(contender, signal)));
  await expect(proveEqualAnswers(running, workloads)).resolves.toBeUndefined();
}, 30_000);
