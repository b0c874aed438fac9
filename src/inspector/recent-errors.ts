/** An error as the inspector tells it. */
export interface ToldError {
  /** The key of its route; undefined where none took the request. */
  readonly route: string | undefined;
  /** Where none took it: its method and path, `GET /favicon.ico`. */
  readonly target?: string | undefined;
  /** The code of the problem; undefined for an answer that was not thrown. */
  readonly code: string | undefined;
  /** Nothing that a request carried is in it. */
  readonly message: string;
  /** Where it was thrown, in the app: `orders.ts:12:5`. */
  readonly place?: string | undefined;
}

export interface RecentError extends ToldError {
  /** Milliseconds of the epoch. */
  readonly atMs: number;
  /** What was answered; undefined where nothing was, or not yet. */
  status: number | undefined;
}

/** So many are kept. */
export const errorCapacity = 50;

/** The last errors of an app. */
export class RecentErrors {
  readonly #errors: RecentError[] = [];
  #count = 0;
  readonly #now: () => number;

  /** @param now milliseconds of the epoch */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** How many there were, those that are forgotten included. */
  get count(): number {
    return this.#count;
  }

  /** The latest first. */
  get latest(): readonly RecentError[] {
    return this.#errors.toReversed();
  }

  /** @returns what is kept, whose status may be told later */
  add(told: ToldError, status?: number): RecentError {
    const error: RecentError = { atMs: this.#now(), ...told, status };
    this.#errors.push(error);
    this.#count++;
    if (this.#errors.length > errorCapacity) this.#errors.shift();
    return error;
  }
}
