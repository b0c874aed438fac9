import { heapStats } from "bun:jsc";

/**
 * Blocks of the heap, in bytes: they come as objects are made, and go when the collector runs. The size of what is in them
 * is known after a collection only.
 */
const blockBytes = (): number => process.memoryUsage().heapTotal;

/** With what is too large for a block. To tell that, every object is looked at. */
const allBytes = (): number => heapStats().heapCapacity;

/** Few calls fill no block, many make the collector run: each count is tried until one fills enough. */
const counts = [16, 64, 256, 1024, 4096, 16_384, 65_536];
const mostCalls = counts.at(-1);
const enoughBytes = 1_000_000;

/** What a call of a slow function leaves is not told apart from what reading the heap does. */
const leastBytes = 250_000;

/** After a collection, objects go where others were: no block comes until all those places are taken. */
const roundsPerCount = 4;
const roundsOfMost = 32;

/**
 * Bytes that a call takes of the JavaScript heap; what it holds outside of it, as the bytes of a buffer, is not counted.
 *
 * @param limitCalls how many there may be
 * @returns undefined where so few calls do not tell, or the heap has too many places that others have left
 */
export async function measureHeapBytes(run: () => unknown, limitCalls: number): Promise<number | undefined> {
  Bun.gc(true);
  let told: number | undefined;
  let left = limitCalls;
  for (const calls of counts) {
    const rounds = Math.min(calls === mostCalls ? roundsOfMost : roundsPerCount, Math.floor(left / calls));
    if (rounds < 1) break;
    const { bytes, isCollected } = await growthOf(run, calls, rounds);
    left -= calls * rounds;
    // Where the collector ran before, what was made went where others had been.
    if (isCollected && bytes < enoughBytes) continue;
    if (bytes >= leastBytes || calls === mostCalls) told = Math.round(bytes / calls);
    if (bytes >= enoughBytes) break;
  }
  return told;
}

interface Growth {
  /** Of some calls: the most of all rounds. */
  readonly bytes: number;
  /** Whether the collector ran meanwhile. */
  readonly isCollected: boolean;
}

/**
 * What some calls make the heap grow by. Of the first round that fills enough, a part may have gone into places that were
 * there; of the next nothing has.
 */
async function growthOf(run: () => unknown, calls: number, rounds: number): Promise<Growth> {
  const canary = createCanary();
  // Until the event loop has a turn, what a WeakRef leads to is held.
  await new Promise(setImmediate);
  const before = { all: allBytes(), blocks: blockBytes() };
  let most = 0;
  let done = 0;
  while (done < rounds && most < enoughBytes) {
    most = Math.max(most, await blocksOf(run, calls));
    done++;
  }
  const isCollected = canary.deref() === undefined;
  if (most >= enoughBytes) {
    most = Math.max(most, await blocksOf(run, calls));
    done++;
  }
  const blocks = blockBytes() - before.blocks;
  const large = Math.max(0, allBytes() - before.all - blocks - noiseBytes);
  return { bytes: most + large / done, isCollected };
}

/** What reading the heap makes it grow by, at most. */
const noiseBytes = 65_536;

/** Something that nobody holds: the next collection takes it. */
const createCanary = (): WeakRef<object> => new WeakRef({});

/** What some calls make the blocks grow by. */
async function blocksOf(run: () => unknown, calls: number): Promise<number> {
  const before = blockBytes();
  for (let call = 0; call < calls; call++) {
    const result = run();
    if (result instanceof Promise) await result;
  }
  return blockBytes() - before;
}
