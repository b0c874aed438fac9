import { readFileSync } from "node:fs";

/** The resident memory of a process. */
export function residentBytes(pid: number): number {
  const [, kilobytes = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
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
