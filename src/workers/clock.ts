/** What time it is, and what happens later: the only way by which a pool knows of time. */
export interface Clock {
  /** Milliseconds that only go forward. */
  now(): number;
  /** Runs something later, unless the returned function is called before. */
  after(ms: number, run: () => void): () => void;
}

/** The clock of this process. A timer that waits keeps the process alive. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
