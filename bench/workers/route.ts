import measured from "./app.ts";

/** How long 10 MB take through a route and back, in milliseconds, by turns; and what a copy of them takes. */
export interface Routed {
  readonly inline: readonly number[];
  readonly worker: readonly number[];
  readonly copy: readonly number[];
}

/** Were the bytes copied on their way to the worker or back, its time would be longer by that of the copies. */
export async function measureRoute(repeats: number): Promise<Routed> {
  const bytes = new Uint8Array(10_000_000).fill(1);
  const ask = async (path: string): Promise<void> => {
    const answer = await measured.request(path, { method: "POST", body: bytes });
    if ((await answer.bytes()).length !== bytes.length) throw new Error(`${path} gave ${answer.status}.`);
  };
  const results = { inline: [] as number[], worker: [] as number[], copy: [] as number[] };
  await ask("/bytes/worker");
  for (let repeat = 0; repeat < repeats; repeat++) {
    results.inline.push(await milliseconds(() => ask("/bytes/inline")));
    results.worker.push(await milliseconds(() => ask("/bytes/worker")));
    results.copy.push(await milliseconds(() => bytes.slice()));
  }
  await measured.close();
  return results;
}

async function milliseconds(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}
