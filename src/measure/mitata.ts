/** What is used of mitata. Its own types stay out of the declarations: it may not be installed. */
export interface Mitata {
  measure(run: () => unknown, options: TimingOptions): Promise<Timing>;
}

export interface TimingOptions {
  /** ns. */
  readonly now?: () => number;
  /** ns. */
  readonly min_cpu_time: number;
}

/** What mitata tells of a function, in ns. Of a short one, a sample is the mean of 4,096 calls. */
export interface Timing {
  /** Ascending; of many, the two shortest and the two longest are left out. */
  readonly samples: readonly number[];
  /** Calls. */
  readonly ticks: number;
}

const importMitata = async (): Promise<Mitata> => await import("mitata");

/** @throws {Error} where mitata is not installed */
export async function loadMitata(load: () => Promise<Mitata> = importMitata): Promise<Mitata> {
  try {
    return await load();
  } catch (cause) {
    throw new Error("bunsen/bench needs mitata, which is not there.\n  Fix: bun add -d mitata", { cause });
  }
}
