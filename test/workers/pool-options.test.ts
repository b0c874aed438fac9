import { expect, test } from "bun:test";
import { availableParallelism } from "node:os";
import { poolProblems, settingsOf } from "../../src/workers/pool-options.ts";

test("the defaults", () => {
  expect(settingsOf({})).toEqual({
    isolate: "thread",
    minThreads: 1,
    maxThreads: Math.max(1, availableParallelism() - 1),
    queueTasks: 100,
    timeoutMs: 30_000,
    recycleTasks: Infinity,
    recycleHeapBytes: Infinity,
    limitBytes: Infinity,
    idleMs: 30_000,
  });
  expect(settingsOf({ isolate: "process" }).maxThreads).toBe(2);
});

test.each([
  [{}, []],
  [{ isolate: "process", minThreads: 0, maxThreads: 4, queueTasks: 0, recycle: { tasks: 1 } }, []],
  [7, [""]],
  [{ threads: 2 }, ["threads"]],
  [{ isolate: "container" }, ["isolate"]],
  [{ maxThreads: 0 }, ["maxThreads"]],
  [{ minThreads: 3, maxThreads: 2 }, ["minThreads"]],
  [{ queueTasks: 1.5 }, ["queueTasks"]],
  [{ timeoutMs: Infinity }, ["timeoutMs"]],
  [{ idleMs: "1" }, ["idleMs"]],
  [{ recycle: 5 }, ["recycle"]],
  [{ recycle: { tasks: 0, bytes: 1 } }, ["recycle.bytes", "recycle.tasks"]],
  [{ limitBytes: 1 }, ["limitBytes"]],
])("%j: what does not fit is %j", (options, paths) => {
  expect(poolProblems(options).map(({ path }) => path)).toEqual(paths);
});
