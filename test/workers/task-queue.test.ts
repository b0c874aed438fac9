import { expect, test } from "bun:test";
import fc from "fast-check";
import { type Priority, TaskQueue } from "../../src/workers/task-queue.ts";

interface Task {
  readonly name: string;
  readonly lane: string;
  readonly priority: Priority;
  readonly queuedAtMs: number;
}

const task = (name: string, options: Partial<Task> = {}): Task => ({
  name,
  lane: "a",
  priority: "normal",
  queuedAtMs: 0,
  ...options,
});

function takeAll(queue: TaskQueue<Task>): string[] {
  const names: string[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take()) names.push(next.name);
  return names;
}

function queueOf(...tasks: readonly Task[]): TaskQueue<Task> {
  const queue = new TaskQueue<Task>();
  for (const one of tasks) queue.push(one);
  return queue;
}

test("first come, first served", () => {
  expect(takeAll(queueOf(task("1"), task("2"), task("3")))).toEqual(["1", "2", "3"]);
});

test("what is more urgent comes first", () => {
  const queue = queueOf(task("low", { priority: "low" }), task("normal"), task("high", { priority: "high" }));
  expect(takeAll(queue)).toEqual(["high", "normal", "low"]);
});

test("a second of waiting counts as much as a step of urgency", () => {
  const old = task("old", { priority: "low", queuedAtMs: 0 });
  const before = queueOf(old, task("high", { priority: "high", queuedAtMs: 1999 }));
  const after = queueOf(old, task("high", { priority: "high", queuedAtMs: 2001 }));
  expect([takeAll(before), takeAll(after)]).toEqual([
    ["high", "old"],
    ["old", "high"],
  ]);
});

test("lanes take turns: many tasks of one do not keep those of others waiting", () => {
  const many = ["a1", "a2", "a3", "a4"].map((name) => task(name));
  const queue = queueOf(
    ...many,
    task("b1", { lane: "b" }),
    task("b2", { lane: "b" }),
    task("c1", { lane: "c" }),
  );
  expect(takeAll(queue)).toEqual(["a1", "b1", "c1", "a2", "b2", "a3", "a4"]);
});

test("what is taken out is not there any more", () => {
  const [first, second] = [task("1"), task("2")];
  const queue = queueOf(first, second);
  expect([queue.remove(first), queue.remove(first), queue.size, takeAll(queue)]).toEqual([
    true,
    false,
    1,
    ["2"],
  ]);
});

test("any steps lose no task and give none twice", () => {
  const step = fc.record({
    kind: fc.constantFrom("push", "push", "take", "remove", "clear"),
    lane: fc.constantFrom("a", "b", "__proto__"),
    priority: fc.constantFrom<Priority[]>("high", "normal", "low"),
    index: fc.nat(20),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const queue = new TaskQueue<Task>();
      let waiting: Task[] = [];
      for (const [at, { kind, lane, priority, index }] of steps.entries()) {
        if (kind === "push") {
          const one = task(String(at), { lane, priority, queuedAtMs: at * 100 });
          queue.push(one);
          waiting.push(one);
        } else if (kind === "take") {
          const one = queue.take();
          expect(one === undefined).toBe(waiting.length === 0);
          // Within a lane of a priority, in their order.
          const [first] = waiting.filter(
            (other) => other.lane === one?.lane && other.priority === one.priority,
          );
          expect(one).toBe(first as Task);
          waiting = waiting.filter((other) => other !== one);
        } else if (kind === "remove") {
          const one = waiting[index];
          if (one !== undefined) expect(queue.remove(one)).toBe(true);
          waiting = waiting.filter((other) => other !== one);
        } else {
          expect(new Set(queue.clear())).toEqual(new Set(waiting));
          waiting = [];
        }
        expect(queue.size).toBe(waiting.length);
      }
    }),
    { numRuns: 500, seed: 1 },
  );
});
