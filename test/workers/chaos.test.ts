import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { outcomeOf } from "./support/fake-threads.ts";
import { createRealPool } from "./support/real-pool.ts";
import { seeded } from "./support/seeded.ts";

/** What a task may do to its worker, how often, and with what it may end. */
const kinds = {
  echo: { weight: 90, outcomes: ["value"] },
  later: { weight: 20, outcomes: ["value"] },
  throws: { weight: 8, outcomes: ["threw"] },
  rejects: { weight: 8, outcomes: ["threw"] },
  grows: { weight: 1, outcomes: ["value"] },
  exits: { weight: 1, outcomes: ["worker_crashed"] },
  loops: { weight: 0.2, outcomes: [] },
  unsendable: { weight: 2, outcomes: ["unsendable_value"] },
} as const satisfies Record<string, { readonly weight: number; readonly outcomes: readonly string[] }>;
type Kind = keyof typeof kinds;

/** What may happen to any task whatever it does, by its deadline, its client and the queue. */
const always = ["timed_out", "request_abandoned", "queue_full"];

test.each([
  ["thread", 10_000],
  ["process", 1000],
] as const)(
  "each of many tasks of a %s has one answer, whatever they do to it",
  async (isolate, count) => {
    const random = seeded(7);
    const before = { rss: process.memoryUsage().rss, threads: threadCount() };
    let longestMs = 0;
    const meter = meterOf((lagMs) => (longestMs = Math.max(longestMs, lagMs)));
    {
      await using real = createRealPool({
        isolate,
        maxThreads: 3,
        queueTasks: 200,
        timeoutMs: 10_000,
        recycle: { heapBytes: 40_000_000, tasks: 150 },
      });
      const answers = new Map<number, string[]>();
      const running = new Set<Promise<void>>();
      for (let id = 0; id < count; id++) {
        const kind = pick(random());
        const client = new AbortController();
        const timeoutMs = kind === "loops" || random() < 0.01 ? 20 : 10_000;
        const run = real.pool.run({ name: kind, input: id, timeoutMs, signal: client.signal });
        const told = outcomeOf(run).then((outcome) => {
          answers.set(id, [...(answers.get(id) ?? []), nameOf(outcome, id)]);
          const allowed: readonly string[] = [...kinds[kind].outcomes, ...always];
          expect(allowed).toContain(nameOf(outcome, id));
        });
        if (random() < 0.02) setTimeout(() => client.abort(), random() * 20);
        running.add(told);
        void told.then(() => running.delete(told));
        if (running.size > 150) await Promise.race(running);
      }
      await Promise.all(running);
      expect(answers.size).toBe(count);
      expect([...answers.values()].filter(({ length }) => length !== 1)).toEqual([]);
      const { busy, queued, restarts, recycled, threads } = real.pool.stats;
      expect({ busy, queued }).toEqual({ busy: 0, queued: 0 });
      expect(threads).toBeLessThanOrEqual(3);
      expect(Math.min(restarts, recycled)).toBeGreaterThan(0);
    }
    clearInterval(meter);
    Bun.gc(true);
    // Threads come and go by the hundred: what they held is free again.
    expect(process.memoryUsage().rss - before.rss).toBeLessThan(400_000_000);
    // Bun itself has some that come late.
    expect(threadCount() - before.threads).toBeLessThan(10);
    // It answered throughout; beside other tests it is late by itself.
    expect(longestMs).toBeLessThan(2000);
  },
  120_000,
);

/** Threads of this process, as Linux counts them; of other systems it is not known. */
const threadCount = (): number => (process.platform === "linux" ? readdirSync("/proc/self/task").length : 0);

/** Tells again and again how late the event loop is. */
function meterOf(tell: (lagMs: number) => void): Timer {
  let last = performance.now();
  return setInterval(() => {
    const now = performance.now();
    tell(now - last - 10);
    last = now;
  }, 10);
}

function nameOf(outcome: unknown, id: number): string {
  if (outcome === id) return "value";
  return outcome === `no ${id}` ? "threw" : String(outcome);
}

function pick(at: number): Kind {
  const names = Object.keys(kinds) as Kind[];
  let rest = at * names.reduce((sum, name) => sum + kinds[name].weight, 0);
  return names.find((name) => (rest -= kinds[name].weight) < 0) ?? "echo";
}
