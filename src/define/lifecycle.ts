/** Something that is started before a server accepts requests, and stopped after its last one. */
export interface Participant {
  /** Whether it may hold something without having been started, for requests in-process. */
  readonly stopsAlways?: boolean;
  start?(): unknown;
  stop?(): unknown;
}

type State = "idle" | "starting" | "ready" | "stopping";

/**
 * Start and stop of an app: what has to be there before its first request, and what is ended after its last, in the opposite
 * order. An app that is mounted starts after the one it is in, and stops before it.
 */
export class Lifecycle implements Participant {
  readonly stopsAlways = true;
  readonly #participants: Participant[] = [];
  readonly #outer: Lifecycle[] = [];
  #started: Participant[] = [];
  #state: State = "idle";
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;

  add(participant: Participant): void {
    this.#participants.push(participant);
  }

  /** Lets a mounted app start and stop with this one, and know whether it is ready. */
  include(inner: Lifecycle): void {
    inner.#outer.push(this);
    this.add(inner);
  }

  /** Whether nothing starts or stops: what a load balancer asks. Without a server there is nothing to wait for. */
  get isReady(): boolean {
    return this.#outer.length > 0
      ? this.#outer.some((outer) => outer.isReady)
      : ["ready", "idle"].includes(this.#state);
  }

  /**
   * Starts one after the other, once, whoever asks. Where one fails, those before it are stopped again.
   *
   * @throws what a participant throws
   */
  start(): Promise<void> {
    return (this.#starting ??= this.#startAll());
  }

  /** From here on it is not ready; what runs goes on. */
  beginStop(): void {
    this.#state = "stopping";
  }

  /**
   * Stops what was started, the last first, all of them whatever fails.
   *
   * @throws {AggregateError} with everything that failed
   */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#stopAll());
  }

  async #startAll(): Promise<void> {
    this.#state = "starting";
    this.#stopping = undefined;
    try {
      for (const participant of this.#participants) {
        // One that fails half-way is stopped as well: it may hold something.
        this.#started.push(participant);
        await participant.start?.();
      }
    } catch (error) {
      await this.stop().catch(() => {});
      throw error;
    }
    this.#state = "ready";
  }

  async #stopAll(): Promise<void> {
    this.#state = "stopping";
    const errors: unknown[] = [];
    const ending = this.#participants.filter((one) => one.stopsAlways || this.#started.includes(one));
    for (const participant of ending.toReversed()) {
      try {
        await participant.stop?.();
      } catch (error) {
        errors.push(error);
      }
    }
    this.#started = [];
    this.#stopping = undefined;
    this.#starting = undefined;
    this.#state = "idle";
    if (errors.length > 0) throw new AggregateError(errors, "Not everything could be stopped.");
  }
}
