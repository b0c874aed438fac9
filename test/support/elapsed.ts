/** Milliseconds of the shortest of three runs: what the work takes, whatever else the machine does meanwhile. */
export function shortestMs(run: () => unknown): number {
  const times = Array.from({ length: 3 }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return Math.min(...times);
}
