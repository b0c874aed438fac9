/** A time after which `passed` rejects. */
export class Deadline {
  isOver = false;
  readonly passed: Promise<never>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ms: number) {
    const { promise, reject } = Promise.withResolvers<never>();
    const startedAtMs = performance.now();
    const end = (): void => {
      this.isOver = true;
      reject(new Error(`no answer within ${ms} ms`));
    };
    this.passed = promise;
    this.#timer = setTimeout(() => {
      // A timer that is late was held up by this process, as the command may have been: that is not the fault of Redis.
      const lateMs = performance.now() - startedAtMs - ms;
      this.#timer = setTimeout(end, Math.min(lateMs, ms));
    }, ms);
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}
