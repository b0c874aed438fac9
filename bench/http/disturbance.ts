import { readFile } from "node:fs/promises";
import { isPinned, serverCore } from "./pinning.ts";

/** Where others had more than this share of the server's core, a round says little of the server. */
const toleratedShare = 0.1;

/** What a core did since the machine started, in ticks. */
export interface CoreTicks {
  /** For anybody: processes, the kernel, other guests of the host (steal). */
  readonly busy: number;
  readonly total: number;
}

/** What was measured beside some foreign work. */
export interface Disturbed {
  /** The share of the server's core that was not the server's; undefined where it is bound to none. */
  readonly foreignShare: number | undefined;
}

/** What the server's core did; undefined where the server is bound to none. */
export async function serverCoreTicks(): Promise<CoreTicks | undefined> {
  return isPinned ? readCoreTicks(await readFile("/proc/stat", "utf8"), serverCore) : undefined;
}

/** The line of a core in /proc/stat: proc_stat(5). */
export function readCoreTicks(stat: string, core: string): CoreTicks {
  const line = stat.split("\n").find((text) => text.startsWith(`cpu${core} `)) ?? "";
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = line
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number);
  const busy = user + nice + system + irq + softirq + steal;
  return { busy, total: busy + idle + iowait };
}

/** The share of a core between two moments that was not the server's. */
export function foreignShare(
  before: CoreTicks | undefined,
  after: CoreTicks | undefined,
  serverTicks: number,
): number | undefined {
  if (before === undefined || after === undefined) return undefined;
  const total = after.total - before.total;
  return total <= 0 ? 0 : Math.max(0, (after.busy - before.busy - serverTicks) / total);
}

export const isDisturbed = (
  { foreignShare: share = 0 }: Disturbed,
  tolerated: number = toleratedShare,
): boolean => share > tolerated;

/**
 * Measures, and again while other work disturbs it.
 *
 * @returns what was disturbed least, whatever it measured, and how often it was measured again: `repeats` times at most
 */
export async function measureCalmly<R extends Disturbed>(
  measure: () => Promise<R>,
  repeats: number,
  tolerated: number = toleratedShare,
): Promise<{ readonly calmest: R; readonly repeated: number }> {
  let calmest = await measure();
  let repeated = 0;
  while (isDisturbed(calmest, tolerated) && repeated < repeats) {
    const again = await measure();
    repeated += 1;
    if ((again.foreignShare ?? 0) < (calmest.foreignShare ?? 0)) calmest = again;
  }
  return { calmest, repeated };
}
