/** What a server holds once its garbage is collected. */
export interface Memory {
  readonly heapBytes: number;
  readonly objects: number;
  readonly residentBytes: number;
}

/** Asks the server. */
export async function readMemory(base: string): Promise<Memory> {
  return (await (await fetch(new URL("/memory", base))).json()) as Memory;
}

/**
 * How fast something grows: the median of the slopes between samples that are half of the time apart (Theil and Sen), which a
 * collection that comes late does not sway.
 */
export function slopeOf(samples: readonly (readonly [x: number, y: number])[]): number {
  const half = Math.floor(samples.length / 2);
  const slopes = samples.slice(half).map(([x, y], index) => {
    const [earlier, before] = samples[index] ?? [0, 0];
    return (y - before) / (x - earlier);
  });
  return slopes.toSorted((a, b) => a - b)[Math.floor(slopes.length / 2)] ?? 0;
}
