import { expect, test } from "bun:test";
import { getEventListeners } from "node:events";
import { outcomeOf } from "./support/fake-threads.ts";
import { createRealPool } from "./support/real-pool.ts";
import { seeded } from "./support/seeded.ts";

/** What a generator does, by the name of its task: how often, and with what it may end. */
const kinds = [
  ...Array<"counts">(30).fill("counts"),
  ...Array<"breaks">(6).fill("breaks"),
  ...Array<"yieldsFunction">(3).fill("yieldsFunction"),
  ...Array<"pauses">(3).fill("pauses"),
  "exitsAfter",
] as const;
const ends = {
  counts: "counted to 9",
  breaks: "no 9",
  yieldsFunction: "unsendable_value",
  pauses: "timed_out",
  exitsAfter: "worker_crashed",
} as const;

/** What a reader does. */
const readers = ["all", "all", "all", "leaves", "aborts", "slow"] as const;

test.each([
  ["thread", 1500],
  ["process", 400],
] as const)(
  "each of many streams of a %s has one end, its items in order, and leaves nothing behind",
  async (isolate, count) => {
    const random = seeded(11);
    const signals: AbortSignal[] = [];
    const running = new Set<Promise<void>>();
    const heapBefore = heapBytes();
    {
      await using real = createRealPool({ isolate, maxThreads: 3, queueTasks: 1000, timeoutMs: 20_000 });
      const read = async (): Promise<void> => {
        const kind = kinds[Math.floor(random() * kinds.length)] ?? "counts";
        const reader = readers[Math.floor(random() * readers.length)] ?? "all";
        const client = new AbortController();
        signals.push(client.signal);
        // Those that pause are told by their deadline, where their reader does not go.
        const timeoutMs = kind === "pauses" ? 100 : 20_000;
        const call = { name: kind, input: 9, timeoutMs, signal: client.signal };
        const stream = real.pool.stream(call);
        const items: unknown[] = [];
        let leaveAt = reader === "leaves" || reader === "aborts" ? Math.floor(random() * 9) : Infinity;
        let end: unknown;
        while (end === undefined) {
          if (items.length >= leaveAt) {
            leaveAt = Infinity;
            if (reader === "aborts") client.abort();
            else await stream.return();
          }
          if (reader === "slow") await Bun.sleep(1);
          const result = await stream.next().catch((error: unknown) => error as Error & { code?: string });
          if (result instanceof Error) end = result.code ?? result.message;
          else if (result.done === true) end = result.value ?? "left";
          else items.push(result.value);
        }
        expect(items).toEqual([...items.keys()]);
        const allowed: unknown[] = [
          ends[kind],
          { leaves: "left", aborts: "request_abandoned" }[reader as string],
        ];
        expect([...allowed, ...(kind === "pauses" ? [] : ["worker_crashed"])]).toContain(end);
        expect(await stream.next()).toEqual({ done: true, value: undefined });
      };
      for (let id = 0; id < count; id++) {
        const told = read();
        running.add(told);
        void told.then(() => running.delete(told));
        // A worker is killed from outside in the middle, as the system does it that has no memory left.
        if (isolate === "process" && id % 50 === 49) {
          const pid = await outcomeOf(real.pool.run({ name: "pid", input: 0 }));
          if (typeof pid === "number") process.kill(pid, "SIGKILL");
        }
        if (running.size > 30) await Promise.race(running);
      }
      await Promise.all(running);
      const echoes = await Promise.all([1, 2, 3].map((input) => real.pool.run({ name: "echo", input })));
      expect(echoes).toEqual([1, 2, 3]);
      // Those that were told last that nobody waits.
      while (real.pool.stats.busy > 0) await Bun.sleep(1);
      expect(real.pool.stats).toMatchObject({ queued: 0, refused: 0 });
      expect(real.pool.stats.restarts).toBeGreaterThan(0);
    }
    expect(signals.filter((signal) => getEventListeners(signal, "abort").length > 0)).toEqual([]);
    signals.length = 0;
    expect(heapBytes() - heapBefore).toBeLessThan(30_000_000);
  },
  120_000,
);

function heapBytes(): number {
  Bun.gc(true);
  return process.memoryUsage().heapUsed;
}
