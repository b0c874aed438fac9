/** Sweeps from time to time, for as long as there is something to sweep. Its timer keeps no process alive. */
export class Sweeper {
  readonly #everyMs: number;
  readonly #sweep: () => boolean;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param sweep gives whether there is something left for the next time */
  constructor(everyMs: number, sweep: () => boolean) {
    this.#everyMs = everyMs;
    this.#sweep = sweep;
  }

  get isRunning(): boolean {
    return this.#timer !== undefined;
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      if (!this.#sweep()) this.stop();
    }, this.#everyMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
