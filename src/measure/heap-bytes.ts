import { heapStats } from "bun:jsc";

/**
 * Blocks of the heap, in bytes: they come as objects are made, and go when the collector runs. The size of what is in them
 * is known after a collection only.
 */
const heapNow = (): number => heapStats().heapCapacity;

/** Few calls fill no block, many make the collector run: each count is tried until one fills enough. */
const counts = [16, 64, 256, 1024, 4096, 16_384];
const mostCalls = counts.at(-1);
const enoughBytes = 1_000_000;

/** What a call of a slow function leaves is not told apart from what reading the heap does. */
const leastBytes = 250_000;

/** In a heap that was in use, the first objects go where others were before the collection: no block comes for them. */
const roundsPerCount = 4;

/**
 * Bytes that a call takes of the JavaScript heap; what it holds outside of it, as the bytes of a buffer, is not counted.
 *
 * @param limitCalls how many there may be, about
 * @returns undefined where so few calls do not tell
 */
export async function measureHeapBytes(run: () => unknown, limitCalls: number): Promise<number | undefined> {
  const idle = await growthOf(nothing, 1);
  let told: number | undefined;
  for (const calls of counts) {
    if (calls * roundsPerCount > limitCalls) break;
    const grown = (await growthOf(run, calls)) - idle;
    if (grown >= leastBytes || calls === mostCalls) told = Math.max(0, Math.round(grown / calls));
    if (grown >= enoughBytes) break;
  }
  return told;
}

/** What reading the heap makes it grow by. */
const nothing = (): void => {};

/** How much the heap grows by some calls: the most of several rounds. */
async function growthOf(run: () => unknown, calls: number): Promise<number> {
  Bun.gc(true);
  // The first reading makes objects of its own, in blocks that the next one finds.
  heapNow();
  let before = heapNow();
  let most = 0;
  for (let round = 0; round < roundsPerCount; round++) {
    for (let call = 0; call < calls; call++) {
      const result = run();
      if (result instanceof Promise) await result;
    }
    const after = heapNow();
    most = Math.max(most, after - before);
    before = after;
  }
  return most;
}
