/** Keeps a processor busy: always as much work for as many rounds. */
export function work(rounds: number): number {
  let state = 1;
  for (let round = 0; round < rounds; round++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
  }
  return state;
}

/** How many rounds take so long here. */
export function roundsFor(ms: number): number {
  const sample = 2_000_000;
  work(sample);
  const times = Array.from({ length: 9 }, () => {
    const start = performance.now();
    work(sample);
    return performance.now() - start;
  });
  return Math.round((sample * ms) / Math.min(...times));
}
