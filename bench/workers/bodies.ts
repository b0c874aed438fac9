import { join } from "node:path";
import { Worker } from "node:worker_threads";

/** What one thread does with a body of a size before another has it, in microseconds. */
export interface Bodies {
  readonly bytes: number;
  /** Parsed here, and what it says copied. */
  readonly parsedUs: readonly number[];
  /** Transferred as it came. */
  readonly rawUs: readonly number[];
}

const lengths = [5, 20, 80, 320, 1280, 5120];

/** From which size on it pays to have a JSON body parsed by the worker. */
export async function measureBodies(repeats: number): Promise<readonly Bodies[]> {
  const worker = new Worker(join(import.meta.dir, "echo.ts"));
  const results: Bodies[] = [];
  for (const length of lengths) results.push(await measureBody(worker, bodyOf(length), repeats));
  await worker.terminate();
  return results;
}

async function measureBody(worker: Worker, body: Uint8Array, repeats: number): Promise<Bodies> {
  const [parsedUs, rawUs]: [number[], number[]] = [[], []];
  const send = async (times: number[], post: () => void): Promise<void> => {
    const received = new Promise((resolve) => worker.once("message", resolve));
    const start = performance.now();
    post();
    times.push((performance.now() - start) * 1000);
    await received;
  };
  for (let repeat = 0; repeat < repeats; repeat++) {
    await send(parsedUs, () => worker.postMessage(JSON.parse(new TextDecoder().decode(body)), []));
    const { buffer } = body.slice();
    await send(rawUs, () => worker.postMessage(buffer, [buffer]));
  }
  return { bytes: body.length, parsedUs, rawUs };
}

/** A list of users. */
function bodyOf(length: number): Uint8Array {
  const users = Array.from({ length }, (_, id) => ({
    id,
    name: `user ${id}`,
    email: `u${id}@example.com`,
    tags: ["a", "b", "c"],
    address: { street: `Street ${id}`, zip: "12345", city: "Zürich" },
    active: true,
    score: id / 3,
  }));
  return new TextEncoder().encode(JSON.stringify(users));
}
