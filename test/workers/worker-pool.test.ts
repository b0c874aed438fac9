import { describe, expect, test } from "bun:test";
import { HttpError } from "../../src/http/http-error.ts";
import { createPool, outcomeOf } from "./support/fake-threads.ts";

describe("tasks", () => {
  test("are done one at a time, by as many threads as there may be", async () => {
    const { pool, threads } = createPool({ maxThreads: 2 });
    const results = ["a", "b", "c"].map((name) => pool.run({ name, input: name }));
    expect(threads).toBeArrayOfSize(2);
    for (const thread of threads) thread.ready();
    expect(threads.map(({ tasks }) => tasks)).toEqual([["a"], ["b"]]);
    threads[1]?.done("B");
    expect(threads.map(({ tasks }) => tasks)).toEqual([["a"], ["b", "c"]]);
    threads[0]?.done("A");
    threads[1]?.done("C");
    expect(await Promise.all(results)).toEqual(["A", "B", "C"]);
  });

  test("that fail reject with what they threw", async () => {
    const { pool, last } = startOne(createPool());
    const plain = pool.run({ name: "a", input: 1 });
    last.fails(new RangeError("too big"));
    const coded = pool.run({ name: "a", input: 1 });
    const cause = new Error("inside");
    last.fails(new HttpError(409, "No.", { code: "conflicting", extensions: { id: 7 }, cause }));
    const errors = await Promise.all([plain, coded].map((result) => result.catch((error: unknown) => error)));
    expect(errors).toMatchObject([
      { name: "RangeError", message: "too big" },
      {
        name: "HttpError",
        status: 409,
        code: "conflicting",
        extensions: { id: 7 },
        cause: { message: "inside" },
      },
    ]);
    expect(errors[1]).toBeInstanceOf(HttpError);
  });

  test("with something in them that cannot be sent fail alone", async () => {
    const { pool, last } = startOne(createPool());
    expect(await outcomeOf(pool.run({ name: "a", input: () => 1 }))).toBe("unsendable_value");
    const next = pool.run({ name: "b", input: 1 });
    last.done("B");
    expect(await next).toBe("B");
  });
});

/** A pool whose first thread is ready, and idle. */
function startOne(fake: ReturnType<typeof createPool>): ReturnType<typeof createPool> {
  void fake.pool.run({ name: "first", input: 0 });
  fake.last.ready();
  fake.last.done();
  return fake;
}

describe("a full queue", () => {
  test("refuses, and tells when to try again", async () => {
    const { pool, last, clock } = startOne(createPool({ queueTasks: 4 }));
    void pool.run({ name: "slow", input: 0 });
    clock.move(2999);
    last.done();
    const kept = Array.from({ length: 5 }, () => pool.run({ name: "a", input: 0 }));
    const refused: unknown = await pool.run({ name: "a", input: 0 }).catch((error: unknown) => error);
    // 4 tasks of 1.5 seconds each.
    expect(refused).toMatchObject({ status: 503, code: "queue_full", headers: { "retry-after": "6" } });
    for (const _ of kept) last.done("kept");
    expect(await Promise.all(kept)).toEqual(kept.map(() => "kept"));
  });

  test("of no place refuses what no thread is free for", async () => {
    const { pool, last } = startOne(createPool({ queueTasks: 0 }));
    const first = pool.run({ name: "a", input: 0 });
    expect(await outcomeOf(pool.run({ name: "b", input: 0 }))).toBe("queue_full");
    last.done("A");
    expect(await first).toBe("A");
  });
});

describe("a deadline", () => {
  test("takes a task that waits out of the queue", async () => {
    const { pool, last, clock } = startOne(createPool({ timeoutMs: 50 }));
    const running = pool.run({ name: "a", input: 0, timeoutMs: 1000 });
    const waiting = pool.run({ name: "b", input: 0 });
    clock.move(50);
    expect(await outcomeOf(waiting)).toBe("timed_out");
    last.done("A");
    expect([await running, last.tasks]).toEqual(["A", ["first", "a"]]);
  });

  test("aborts the task that runs; its thread goes on where it ends in time", async () => {
    const { pool, last, clock, threads } = startOne(createPool({ timeoutMs: 50 }));
    const late = pool.run({ name: "a", input: 0 });
    clock.move(50);
    expect([await outcomeOf(late), last.lastKind]).toEqual(["timed_out", "abort"]);
    last.done("too late");
    const next = pool.run({ name: "b", input: 0 });
    clock.move(49);
    last.done("B");
    expect([await next, threads.length, clock.waiting]).toEqual(["B", 1, 0]);
  });

  test("replaces the thread that ignores it", async () => {
    const { pool, last, clock, threads } = startOne(createPool({ timeoutMs: 50 }));
    const late = pool.run({ name: "a", input: 0 });
    const next = pool.run({ name: "b", input: 0, timeoutMs: 1000 });
    clock.move(50);
    expect(await outcomeOf(late)).toBe("timed_out");
    clock.move(249);
    expect(last.isTerminated).toBe(false);
    clock.move(1);
    expect(last.isTerminated).toBe(true);
    await Promise.resolve();
    expect(threads).toBeArrayOfSize(2);
    threads[1]?.ready();
    threads[1]?.done("B");
    expect(await next).toBe("B");
    expect(pool.stats).toMatchObject({ restarts: 1, timedOut: 1, failed: 1, succeeded: 2 });
  });
});

describe("a client that goes away", () => {
  test("takes its task out of the queue", async () => {
    const { pool, last } = startOne(createPool());
    const running = pool.run({ name: "a", input: 0 });
    const client = new AbortController();
    const waiting = pool.run({ name: "b", input: 0, signal: client.signal });
    client.abort();
    expect(await outcomeOf(waiting)).toBe("request_abandoned");
    last.done("A");
    await running;
    expect([last.tasks, pool.stats.abandoned]).toEqual([["first", "a"], 1]);
  });

  test("is told to the task that runs, whose result is dropped", async () => {
    const { pool, last, clock } = startOne(createPool());
    const client = new AbortController();
    const running = pool.run({ name: "a", input: 0, signal: client.signal });
    const timedOut = new HttpError(503, "Late.", { code: "timed_out" });
    client.abort(timedOut);
    expect([await outcomeOf(running), last.lastKind]).toEqual(["timed_out", "abort"]);
    last.done("nobody waits");
    expect([pool.stats.busy, clock.waiting]).toEqual([0, 0]);
  });

  test("before it is asked for, nothing is done", async () => {
    const { pool, threads } = createPool();
    expect(await outcomeOf(pool.run({ name: "a", input: 0, signal: AbortSignal.abort() }))).toBe(
      "request_abandoned",
    );
    expect(threads).toEqual([]);
  });
});

describe("a thread that ends", () => {
  test("fails its task alone, and is replaced at once", async () => {
    const { pool, threads } = startOne(createPool());
    const lost = pool.run({ name: "a", input: 0 });
    const kept = pool.run({ name: "b", input: 0 });
    threads[0]?.exit("code 7");
    const error: unknown = await lost.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "worker_crashed", cause: { message: "The worker ended: code 7." } });
    threads[1]?.ready();
    threads[1]?.done("B");
    expect(await kept).toBe("B");
  });

  test("again and again, is replaced later and later", async () => {
    const { pool, threads, clock } = startOne(createPool());
    const waiting = [1, 2, 3].map((input) => outcomeOf(pool.run({ name: "a", input })));
    const started = (): number => threads.length;
    threads[0]?.exit();
    expect(started()).toBe(2);
    threads[1]?.ready();
    threads[1]?.exit();
    clock.move(99);
    expect(started()).toBe(2);
    clock.move(1);
    expect(started()).toBe(3);
    threads[2]?.ready();
    threads[2]?.done("at last");
    expect(await Promise.all(waiting)).toEqual(["worker_crashed", "worker_crashed", "at last"]);
  });

  test("before it is ready, fails what waits: nothing can be done", async () => {
    const { pool, threads } = createPool();
    const waiting = [1, 2].map((input) => pool.run({ name: "a", input }).catch((error: unknown) => error));
    threads[0]?.unready("there is no such module");
    expect(await Promise.all(waiting)).toMatchObject(
      waiting.map(() => ({
        code: "worker_unavailable",
        cause: { message: "No worker can be had: there is no such module" },
      })),
    );
    expect(pool.stats).toMatchObject({ threads: 0, queued: 0, failed: 2 });
  });

  test("is terminated where it is never ready", async () => {
    const fake = createPool();
    const waiting = outcomeOf(fake.pool.run({ name: "a", input: 0 }));
    fake.clock.move(20_000);
    expect([await waiting, fake.last.isTerminated]).toEqual(["worker_unavailable", true]);
  });
});

describe("recycling", () => {
  test("replaces a thread after so many tasks", async () => {
    const { pool, threads } = startOne(createPool({ recycle: { tasks: 2 } }));
    const second = pool.run({ name: "a", input: 0 });
    const third = pool.run({ name: "b", input: 0 });
    threads[0]?.done("A");
    expect([await second, threads.length, threads[0]?.lastKind]).toEqual(["A", 2, "close"]);
    threads[0]?.exit();
    threads[1]?.ready();
    threads[1]?.done("B");
    expect([await third, pool.stats.recycled, pool.stats.restarts]).toEqual(["B", 1, 0]);
  });

  test("replaces a thread with a large heap", async () => {
    const { pool, threads } = startOne(createPool({ recycle: { heapBytes: 100 } }));
    void pool.run({ name: "a", input: 0 });
    threads[0]?.done("A", 100);
    expect(threads[0]?.lastKind).toBe("run");
    void pool.run({ name: "b", input: 0 });
    threads[0]?.done("B", 101);
    expect(threads[0]?.lastKind).toBe("close");
  });

  test("replaces a thread in which something was thrown that no task waited for, and tells it", async () => {
    const { pool, threads, strays } = startOne(createPool());
    const task = pool.run({ name: "a", input: 0 });
    threads[0]?.stray(new Error("left over"));
    threads[0]?.done("A");
    expect([await task, threads[0]?.lastKind, strays.map(({ message }) => message)]).toEqual([
      "A",
      "close",
      ["left over"],
    ]);
  });

  test("ends a thread that does not go", async () => {
    const { pool, threads, clock } = startOne(createPool({ recycle: { tasks: 2 } }));
    void pool.run({ name: "a", input: 0 });
    threads[0]?.done();
    clock.move(250);
    expect(threads[0]?.isTerminated).toBe(true);
  });
});

describe("threads", () => {
  test("that are kept are started beforehand", async () => {
    const { pool, threads } = createPool({ minThreads: 2, maxThreads: 3 });
    const warm = pool.warmUp();
    expect(threads).toBeArrayOfSize(2);
    for (const thread of threads) thread.ready();
    await warm;
  });

  test("that cannot be started fail the warm-up", async () => {
    const fake = createPool({ minThreads: 1 });
    const warm = outcomeOf(fake.pool.warmUp());
    fake.last.unready("no app");
    expect(await warm).toBe("worker_unavailable");
    fake.clock.move(100_000);
    expect(fake.threads).toBeArrayOfSize(1);
  });

  test("that nobody needs end after a while; those that are kept stay", async () => {
    const { pool, threads, clock } = createPool({ minThreads: 1, maxThreads: 2, idleMs: 1000 });
    const results = [1, 2].map((input) => pool.run({ name: "a", input }));
    for (const thread of threads) thread.ready();
    for (const thread of threads) thread.done();
    await Promise.all(results);
    clock.move(1000);
    expect(threads.filter(({ lastKind }) => lastKind === "close")).toBeArrayOfSize(1);
    for (const thread of threads) if (thread.lastKind === "close") thread.exit();
    clock.move(5000);
    expect([threads.filter(({ lastKind }) => lastKind === "close").length, pool.stats.threads]).toEqual([
      1, 1,
    ]);
  });
});

describe("stop", () => {
  test("finishes what was accepted, takes nothing more, ends the threads", async () => {
    const { pool, last, clock } = startOne(createPool());
    const accepted = [1, 2].map((input) => pool.run({ name: "a", input }));
    let isStopped = false;
    const stopped = pool.stop().then(() => (isStopped = true));
    expect(await outcomeOf(pool.run({ name: "late", input: 0 }))).toBe("worker_unavailable");
    last.done(1);
    last.done(2);
    expect([await Promise.all(accepted), last.lastKind, isStopped]).toEqual([[1, 2], "close", false]);
    last.exit();
    await stopped;
    expect([clock.waiting, pool.stats.threads]).toEqual([0, 0]);
  });

  test("at once fails all tasks, ends the threads, and starts no others", async () => {
    const { pool, threads, last, clock } = startOne(createPool());
    const failed = [1, 2].map((input) => outcomeOf(pool.run({ name: "a", input })));
    const stopped = pool.stop();
    pool.terminate();
    await stopped;
    expect(await Promise.all(failed)).toEqual(["worker_crashed", "worker_unavailable"]);
    expect([last.isTerminated, threads.length, clock.waiting]).toEqual([true, 1, 0]);
    expect(await outcomeOf(pool.run({ name: "late", input: 0 }))).toBe("worker_unavailable");
  });

  test("at once, while a thread starts or leaves", async () => {
    const starting = createPool();
    const waiting = outcomeOf(starting.pool.run({ name: "a", input: 0 }));
    starting.pool.terminate();
    await starting.pool.stop();
    expect([await waiting, starting.clock.waiting]).toEqual(["worker_unavailable", 0]);
    const leaving = startOne(createPool());
    const stopped = leaving.pool.stop();
    leaving.pool.terminate();
    await stopped;
    expect([leaving.last.isTerminated, leaving.clock.waiting]).toEqual([true, 0]);
  });

  test("of a pool without threads is done at once", async () => {
    await createPool().pool.stop();
  });

  test("while a thread starts", async () => {
    const fake = createPool({ minThreads: 1 });
    void fake.pool.warmUp().catch(() => {});
    const stopped = fake.pool.stop();
    fake.clock.move(250);
    await stopped;
    expect([fake.last.isTerminated, fake.clock.waiting]).toEqual([true, 0]);
  });
});

test("the time that tasks wait and run is told", () => {
  const { pool, last, clock } = startOne(createPool());
  for (const name of ["a", "b"]) void pool.run({ name, input: 0 });
  clock.move(30);
  last.done();
  clock.move(10);
  expect(pool.stats).toEqual({
    threads: 1,
    busy: 1,
    queued: 0,
    succeeded: 2,
    failed: 0,
    refused: 0,
    timedOut: 0,
    abandoned: 0,
    waitMs: 30,
    runMs: 30,
    restarts: 0,
    recycled: 0,
  });
});
