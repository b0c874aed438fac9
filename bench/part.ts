import type { Figure } from "./figures.ts";

/** How long is measured: long enough to believe, or long enough to look. */
export type Extent = "full" | "quick";

/** What is measured beside the load over HTTP. */
export interface Part {
  /** The names of its workloads begin with one of these. */
  readonly about: Readonly<Record<string, string>>;
  /** @param signal ends what is running */
  readonly measure: (extent: Extent, signal: AbortSignal) => Promise<readonly Figure[]>;
}

/**
 * Lets contenders take turns, A B C, C B A, and so on, so that drift of the machine meets all of them alike.
 *
 * @returns what each gave, by rounds
 */
export async function takeTurns<C, V>(
  contenders: readonly C[],
  rounds: number,
  measure: (contender: C) => Promise<V>,
): Promise<{ readonly contender: C; readonly values: readonly V[] }[]> {
  const measured = contenders.map((contender) => ({ contender, values: [] as V[] }));
  for (let round = 0; round < rounds; round++) {
    for (const entry of round % 2 === 0 ? measured : measured.toReversed()) {
      entry.values.push(await measure(entry.contender));
    }
  }
  return measured;
}
