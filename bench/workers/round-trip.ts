import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { settingsOf } from "../../src/workers/pool-options.ts";
import { startThreads } from "../../src/workers/thread-worker.ts";
import { WorkerPool } from "../../src/workers/worker-pool.ts";

const file = join(import.meta.dir, "echo.ts");

/** Microseconds of one round trip, by turns: through a pool, and as a message to a thread that gives it back. */
export async function measureRoundTrips(
  repeats: number,
  times: number,
): Promise<{ readonly pool: readonly number[]; readonly raw: readonly number[] }> {
  const start = { modules: [], fingerprint: "", tellsHeap: false };
  const pool = new WorkerPool(settingsOf({ maxThreads: 1 }), startThreads(file, start), (error) =>
    console.error(error),
  );
  const worker = new Worker(file);
  let answer: ((value: unknown) => void) | undefined;
  worker.on("message", (value) => answer?.(value));
  const ask = (): Promise<unknown> =>
    new Promise((resolve) => {
      answer = resolve;
      worker.postMessage({ id: 1, name: "echo" }, []);
    });
  const task = (): Promise<unknown> => pool.run({ name: "echo", input: undefined });
  const results = { pool: [] as number[], raw: [] as number[] };
  for (let repeat = -1; repeat < repeats; repeat++) {
    const [raw, pooled] = [await microseconds(ask, times), await microseconds(task, times)];
    if (repeat < 0) continue;
    results.raw.push(raw);
    results.pool.push(pooled);
  }
  await worker.terminate();
  await pool.stop();
  return results;
}

/** How long 10 MB take to a thread and back, in milliseconds: transferred both ways, and copied on the way there. */
export async function measureBytes(
  repeats: number,
): Promise<{ readonly transferred: readonly number[]; readonly copied: readonly number[] }> {
  const worker = new Worker(file);
  const results = { transferred: [] as number[], copied: [] as number[] };
  const trip = async (isTransferred: boolean): Promise<number> => {
    const { buffer } = new Uint8Array(10_000_000).fill(1);
    const start = performance.now();
    const back = new Promise((resolve) => worker.once("message", resolve));
    worker.postMessage(buffer, isTransferred ? [buffer] : []);
    await back;
    return performance.now() - start;
  };
  for (let repeat = 0; repeat < repeats; repeat++) {
    results.transferred.push(await trip(true));
    results.copied.push(await trip(false));
  }
  await worker.terminate();
  return results;
}

async function microseconds(run: () => Promise<unknown>, times: number): Promise<number> {
  const start = performance.now();
  for (let time = 0; time < times; time++) await run();
  return ((performance.now() - start) * 1000) / times;
}
