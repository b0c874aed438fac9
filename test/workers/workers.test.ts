import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { outcomeOf } from "./support/fake-threads.ts";
import { createRealPool } from "./support/real-pool.ts";

// Beside other tests, starting a worker takes its time.
setDefaultTimeout(30_000);

describe.each(["thread", "process"] as const)("a %s", (isolate) => {
  test("does tasks, and gives what it is asked for", async () => {
    await using real = createRealPool({ isolate });
    await real.pool.warmUp();
    const value = {
      id: 7,
      at: new Date(0),
      big: 1n,
      list: [1, null, undefined],
      bytes: new Uint8Array([1, 2]),
    };
    const results = ["echo", "later"].map((name) => real.pool.run({ name, input: value }));
    expect(await Promise.all(results)).toEqual([value, value]);
  });

  test.each(["throws", "rejects"])("%s what the task does", async (name) => {
    await using real = createRealPool({ isolate });
    const error: unknown = await real.pool.run({ name, input: 1 }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: "RangeError", message: "no 1" });
    expect((error as Error).stack).toContain("chaos-worker.ts");
    expect(real.pool.stats.restarts).toBe(0);
  });

  test("that exits fails its task alone", async () => {
    await using real = createRealPool({ isolate });
    const results = ["echo", "exits", "echo"].map((name) => outcomeOf(real.pool.run({ name, input: name })));
    expect(await Promise.all(results)).toEqual(["echo", "worker_crashed", "echo"]);
    expect(real.pool.stats.restarts).toBe(1);
  });

  test("that never ends a task is replaced at the deadline", async () => {
    await using real = createRealPool({ isolate });
    await real.pool.warmUp();
    const results = [
      outcomeOf(real.pool.run({ name: "loops", input: 0, timeoutMs: 20 })),
      outcomeOf(real.pool.run({ name: "echo", input: "next" })),
    ];
    expect(await Promise.all(results)).toEqual(["timed_out", "next"]);
  });

  test("is told when nobody waits, and goes on", async () => {
    await using real = createRealPool({ isolate });
    await real.pool.warmUp();
    const client = new AbortController();
    const left = outcomeOf(real.pool.run({ name: "waits", input: 0, signal: client.signal }));
    client.abort();
    expect(await left).toBe("request_abandoned");
    expect(await real.pool.run({ name: "echo", input: "next" })).toBe("next");
    expect(real.pool.stats.restarts).toBe(0);
  });

  // In a program of its own: in a thread of `bun test`, what nobody catches is always the end.
  test("survives what no task waits for, tells it, and is replaced after the task", async () => {
    const { stdout } = await runProgram(`
      const { pool, strays } = createRealPool({ isolate: "${isolate}" });
      const results = ["strays", "echo", "echo"].map((name) => pool.run({ name, input: name }));
      const { restarts, recycled } = (await Promise.all(results), pool.stats);
      console.log(JSON.stringify([await Promise.all(results), strays, restarts, recycled]));`);
    expect(JSON.parse(stdout)).toEqual([["strays", "echo", "echo"], ["stray"], 0, 1]);
  });

  test("is replaced when its heap is large", async () => {
    await using real = createRealPool({ isolate, recycle: { heapBytes: 30_000_000 } });
    for (let count = 0; count < 60; count++) await real.pool.run({ name: "grows", input: 0 });
    expect(real.pool.stats.recycled).toBeGreaterThan(0);
    expect(real.pool.stats.failed).toBe(0);
  });

  test("fails what cannot be sent", async () => {
    await using real = createRealPool({ isolate });
    expect(await outcomeOf(real.pool.run({ name: "echo", input: () => 1 }))).toBe("unsendable_value");
    expect(await outcomeOf(real.pool.run({ name: "unsendable", input: 1 }))).toBe("unsendable_value");
    expect(await real.pool.run({ name: "echo", input: "next" })).toBe("next");
  });

  test("fails a task that asks for more memory than there can be", async () => {
    await using real = createRealPool({ isolate });
    expect(await outcomeOf(real.pool.run({ name: "tooMuch", input: 0 }))).toBe("Out of memory");
    expect(real.pool.stats.restarts).toBe(0);
  });

  test("that has nothing to run is told when it is warmed up", async () => {
    await using real = createRealPool({ isolate }, ["broken"]);
    const error: unknown = await real.pool.warmUp().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: "worker_unavailable",
      cause: { message: "No worker can be had: There is nothing to run." },
    });
  });
});

test("a thread takes bytes, and gives them back, without a copy here", async () => {
  await using real = createRealPool();
  const bytes = new Uint8Array(1_000_000).fill(7);
  const result = await real.pool.run({ name: "bytes", input: bytes, transfer: [bytes.buffer] });
  expect(bytes.byteLength).toBe(0);
  expect(result).toEqual(new Uint8Array(1_000_000).fill(7));
});

test("a process with a limit is killed when it has more memory, and its task fails", async () => {
  await using real = createRealPool({ isolate: "process", limitBytes: 300_000_000 });
  const error: unknown = await real.pool
    .run({ name: "allMemory", input: 0 })
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    code: "worker_crashed",
    cause: { message: "The worker ended: its process had more than 300000000 bytes of memory." },
  });
});

test.each(["thread", "process"])("a %s does not keep a program from ending", async (isolate) => {
  const { stdout, exitCode } = await runProgram(`
    const { pool } = createRealPool({ isolate: "${isolate}" });
    console.log(await pool.run({ name: "echo", input: "done" }));`);
  expect({ stdout, exitCode }).toEqual({ stdout: "done\n", exitCode: 0 });
});

test("a worker process ends with its server", async () => {
  const { stdout } = await runProgram(`
    const { pool } = createRealPool({ isolate: "process" });
    console.log(await pool.run({ name: "pid", input: 0 }));
    process.kill(process.pid, "SIGKILL");`);
  const pid = Number(stdout);
  for (let tries = 0; tries < 200 && isRunning(pid); tries++) await Bun.sleep(10);
  expect(isRunning(pid)).toBe(false);
});

/** Runs a program that has a pool of its own. */
async function runProgram(text: string): Promise<{ readonly stdout: string; readonly exitCode: number }> {
  const program = `import { createRealPool } from "./test/workers/support/real-pool.ts";\n${text}`;
  const child = Bun.spawn([process.execPath, "-e", program], {
    cwd: join(import.meta.dir, "../.."),
    stdio: ["ignore", "pipe", "inherit"],
  });
  return { stdout: await child.stdout.text(), exitCode: await child.exited };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
