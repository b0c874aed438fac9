import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { getEventListeners } from "node:events";
import { itemCredits } from "../../src/workers/task-stream.ts";
import { createPool } from "./support/fake-threads.ts";
import { createRealPool } from "./support/real-pool.ts";

// Beside other tests, starting a worker takes its time.
setDefaultTimeout(30_000);

/** All that a stream gives: its items, and its end. */
async function readAll(items: AsyncIterator<unknown>): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  try {
    for (;;) {
      const { done, value } = await items.next();
      seen.push(value);
      if (done === true) return seen;
    }
  } catch (error) {
    return [...seen, (error as { code?: string }).code ?? (error as Error).message];
  }
}

/** A stream whose thread has begun. */
function startStream(signal?: AbortSignal) {
  const fake = createPool({ timeoutMs: 50 });
  const stream = fake.pool.stream({ name: "a", input: 0, signal });
  const first = stream.next();
  // Where it is never asked for again.
  first.catch(() => {});
  fake.last.ready();
  return { ...fake, stream, first, thread: fake.last };
}

const isAtRest = ({ pool, clock }: ReturnType<typeof createPool>): unknown => [
  pool.stats.busy,
  pool.stats.queued,
  clock.waiting,
];

describe("a stream of a task", () => {
  test("begins when its first item is asked for", () => {
    const { pool, threads } = createPool();
    const stream = pool.stream({ name: "a", input: 0 });
    expect(threads).toEqual([]);
    void stream.next();
    expect(threads).toBeArrayOfSize(1);
  });

  test("gives items in their order, then what the task returns, then nothing", async () => {
    const { stream, first, thread, ...fake } = startStream();
    for (const item of ["a", "b"]) thread.item(item);
    thread.done("all");
    expect([await first, ...(await readAll(stream)), ...(await readAll(stream))]).toEqual([
      { done: false, value: "a" },
      "b",
      "all",
      undefined,
    ]);
    expect(isAtRest(fake)).toEqual([0, 0, 0]);
  });

  test("gives what came before an error, the error once, then nothing", async () => {
    const { stream, thread } = startStream();
    for (const item of [1, 2]) thread.item(item);
    thread.fails(new RangeError("no more"));
    expect(await readAll(stream)).toEqual([2, "no more"]);
    expect(await readAll(stream)).toEqual([undefined]);
  });

  test("gives each of those that ask at once their item; after the end there is none", async () => {
    const { stream, first, thread } = startStream();
    const rest = [stream.next(), stream.next(), stream.next()];
    thread.item(1);
    thread.item(2);
    thread.done("all");
    expect((await Promise.all([first, ...rest])).map(({ done, value }) => [done, value])).toEqual([
      [false, 1],
      [false, 2],
      [true, "all"],
      [true, undefined],
    ]);
  });

  test("tells the worker to go on for each item that is taken", async () => {
    const { stream, thread } = startStream();
    expect(thread.received.at(-1)).toMatchObject({ kind: "run", credits: itemCredits });
    for (const item of [1, 2, 3]) thread.item(item);
    const granted = (): number => thread.received.filter(({ kind }) => kind === "more").length;
    expect(granted()).toBe(1);
    await stream.next();
    expect(granted()).toBe(2);
  });

  test("that is left early aborts its task, and drops what comes", async () => {
    const { stream, first, thread, ...fake } = startStream();
    thread.item(1);
    thread.item(2);
    await first;
    expect(await stream.return("left")).toEqual({ done: true, value: "left" });
    expect(thread.lastKind).toBe("abort");
    thread.item(3);
    expect(await readAll(stream)).toEqual([undefined]);
    thread.done();
    expect(isAtRest(fake)).toEqual([0, 0, 0]);
    expect(fake.pool.stats.abandoned).toBe(1);
  });

  test("that is left while an item is waited for ends at once", async () => {
    const { stream, first, thread } = startStream();
    void stream.return();
    expect([await first, thread.lastKind]).toEqual([{ done: true, value: undefined }, "abort"]);
  });

  test("that is left before it begins never does", async () => {
    const { pool, threads } = createPool();
    const stream = pool.stream({ name: "a", input: 0 });
    await stream.return();
    expect([await readAll(stream), threads]).toEqual([[undefined], []]);
  });

  test("ends with its signal, to which nothing listens any more", async () => {
    const client = new AbortController();
    const { first, thread, stream } = startStream(client.signal);
    expect(getEventListeners(client.signal, "abort")).toBeArrayOfSize(1);
    client.abort();
    await expect(first).rejects.toMatchObject({ code: "request_abandoned" });
    expect(thread.lastKind).toBe("abort");
    expect(getEventListeners(client.signal, "abort")).toBeEmpty();
    expect(await readAll(stream)).toEqual([undefined]);
  });

  test("of a signal that has aborted begins nothing", async () => {
    const { pool, threads } = createPool();
    const stream = pool.stream({ name: "a", input: 0, signal: AbortSignal.abort() });
    expect([await readAll(stream), threads]).toEqual([["request_abandoned"], []]);
  });

  test("listens to its signal no longer than it goes on", async () => {
    const { signal } = new AbortController();
    const { thread, stream } = startStream(signal);
    thread.done();
    await readAll(stream);
    expect(getEventListeners(signal, "abort")).toBeEmpty();
  });

  test("is cut at the deadline of its task", async () => {
    const { stream, first, thread, clock } = startStream();
    thread.item(1);
    clock.move(50);
    thread.item("too late");
    await first;
    expect(await readAll(stream)).toEqual(["timed_out"]);
  });

  test("ends where its worker does", async () => {
    const { stream, first, thread } = startStream();
    thread.item(1);
    thread.exit();
    await first;
    expect(await readAll(stream)).toEqual(["worker_crashed"]);
  });

  test("is refused, when it is asked for items, where the queue is full", async () => {
    const { pool, last } = startStream();
    const full = createPool({ queueTasks: 0 });
    void full.pool.run({ name: "a", input: 0 });
    expect(await readAll(full.pool.stream({ name: "b", input: 0 }))).toEqual(["queue_full"]);
    expect([pool.stats.busy, last.tasks]).toEqual([1, ["a"]]);
  });
});

describe.each(["thread", "process"] as const)("a %s", (isolate) => {
  test("gives the items of a generator, and what it returns", async () => {
    await using real = createRealPool({ isolate });
    expect(await readAll(real.pool.stream({ name: "counts", input: 10 }))).toEqual([
      ...Array(10).keys(),
      "counted to 10",
    ]);
    expect(await real.pool.run({ name: "counts", input: 10 })).toBe("counted to 10");
    expect(await readAll(real.pool.stream({ name: "echo", input: "no generator" }))).toEqual([
      "no generator",
    ]);
  });

  test("is a few items ahead of a slow reader, and no more", async () => {
    await using real = createRealPool({ isolate, maxThreads: 1 });
    const stream = real.pool.stream({ name: "tells", input: 1000 });
    for (let count = 0; count < 3; count++) await stream.next();
    // What it may have made by now is what was taken, and one for each credit.
    await stream.return();
    const told = (await real.pool.run({ name: "told", input: 0 })) as { items: number; end: string };
    expect(told.end).toBe("returned");
    expect(told.items).toBeWithin(3, 3 + itemCredits + 1);
  });

  test("fails with what a generator throws, and what cannot be sent, after what came before", async () => {
    await using real = createRealPool({ isolate });
    expect(await readAll(real.pool.stream({ name: "breaks", input: 2 }))).toEqual([0, 1, "no 2"]);
    expect(await readAll(real.pool.stream({ name: "yieldsFunction", input: 0 }))).toEqual([
      0,
      "unsendable_value",
    ]);
    expect(await real.pool.run({ name: "echo", input: "next" })).toBe("next");
    expect(real.pool.stats.restarts).toBe(0);
  });

  test("that ends in the middle, or goes on for ever, ends the stream, and is replaced", async () => {
    await using real = createRealPool({ isolate });
    const crashed = await readAll(real.pool.stream({ name: "exitsAfter", input: 3 }));
    expect([crashed.slice(0, 2), crashed.at(-1)]).toEqual([[0, 1], "worker_crashed"]);
    const late = await readAll(real.pool.stream({ name: "loopsAfter", input: 1, timeoutMs: 500 }));
    expect(late.at(-1)).toBe("timed_out");
    expect(await readAll(real.pool.stream({ name: "counts", input: 1 }))).toEqual([0, "counted to 1"]);
    expect(real.pool.stats.restarts).toBe(2);
  });

  test("whose reader leaves while it waits is told, and free again", async () => {
    await using real = createRealPool({ isolate });
    const client = new AbortController();
    const stream = real.pool.stream({ name: "pauses", input: 1, signal: client.signal });
    await stream.next();
    const rest = readAll(stream);
    client.abort();
    expect(await rest).toEqual(["request_abandoned"]);
    expect(await real.pool.run({ name: "echo", input: "next" })).toBe("next");
    expect(real.pool.stats).toMatchObject({ restarts: 0, abandoned: 1 });
  });
});
