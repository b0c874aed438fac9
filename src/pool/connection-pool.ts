import {
  type ConnectionPoolOptions,
  type ConnectionPoolSettings,
  settingsOf,
} from "./connection-pool-options.ts";
import { Lease } from "./lease.ts";
import { PoolError } from "./pool-error.ts";
import { Sweeper } from "./sweeper.ts";
import { untilAborted } from "./until-aborted.ts";
import { WaitingLine } from "./waiting-line.ts";

/** What a pool of connections holds, and did so far. */
export interface ConnectionPoolStats {
  /** All there are: idle, leased, and those that open, are checked, or close. Never above `max`. */
  readonly size: number;
  readonly idle: number;
  readonly leased: number;
  readonly waiting: number;
  readonly created: number;
  readonly destroyed: number;
  readonly createFailures: number;
  readonly timeouts: number;
}

interface Idle<Connection> {
  readonly connection: Connection;
  /** Milliseconds on the pool's clock. */
  readonly sinceMs: number;
}

/**
 * Connections that are opened when they are needed, and kept for the next one who needs one. Who asks waits in a line: first
 * come, first served. The one used last is used first, so that those nobody needs become idle for long, and are closed.
 *
 * @example
 * ```ts
 * const pool = new ConnectionPool({ create: () => connect(url), destroy: (connection) => connection.close() });
 * await using lease = await pool.acquire({ signal: c.signal });
 * await lease.value.send("PING");
 * ```
 */
export class ConnectionPool<Connection> implements AsyncDisposable {
  readonly #settings: ConnectionPoolSettings<Connection>;
  readonly #now: () => number;
  readonly #line = new WaitingLine<Lease<Connection>>();
  /** The longest idle first. */
  readonly #idle: Idle<Connection>[] = [];
  readonly #openings = new Set<AbortController>();
  readonly #drained = Promise.withResolvers<void>();
  readonly #sweeper: Sweeper;
  #isClosed = false;
  #leased = 0;
  /** Those that are opened or checked, each for the next of the line. */
  #preparing = 0;
  #ending = 0;
  #created = 0;
  #destroyed = 0;
  #createFailures = 0;
  #timeouts = 0;

  /**
   * @param now milliseconds of a clock, by which connections are idle
   * @throws {TypeError | RangeError} where an option does not fit
   */
  constructor(
    options: ConnectionPoolOptions<Connection>,
    now: () => number = performance.now.bind(performance),
  ) {
    this.#settings = settingsOf(options);
    this.#now = now;
    this.#sweeper = new Sweeper(Math.ceil(this.#settings.idleTimeoutMs / 2), () => this.evictIdle());
  }

  get stats(): ConnectionPoolStats {
    return {
      size: this.#size,
      idle: this.#idle.length,
      leased: this.#leased,
      waiting: this.#line.length,
      created: this.#created,
      destroyed: this.#destroyed,
      createFailures: this.#createFailures,
      timeouts: this.#timeouts,
    };
  }

  /**
   * A connection: an idle one, a new one, or the next that is released.
   *
   * @throws {PoolError} `acquire_timed_out`, `too_many_waiting`, `pool_closed`
   * @throws what `create` throws, and the reason of the signal
   */
  async acquire({ signal }: { readonly signal?: AbortSignal } = {}): Promise<Lease<Connection>> {
    if (this.#isClosed) throw new PoolError("pool_closed");
    signal?.throwIfAborted();
    this.#refuseCrowd();
    const leased = this.#line.wait({
      signal,
      timeoutMs: this.#settings.acquireTimeoutMs,
      timedOut: () => {
        this.#timeouts++;
        return new PoolError("acquire_timed_out");
      },
    });
    this.#serve();
    return leased;
  }

  /**
   * Opens connections until there are `min`, before the first one is needed.
   *
   * @throws what `create` throws; the connections that were opened stay
   */
  async warm(): Promise<void> {
    if (this.#isClosed) throw new PoolError("pool_closed");
    const missing = Math.max(0, this.#settings.min - this.#size);
    const failures: unknown[] = [];
    // All of them are waited for, so that none opens that nobody knows of.
    await Promise.all(
      Array.from({ length: missing }, () => this.#open((error) => void failures.push(error))),
    );
    if (failures.length > 0) throw failures[0];
  }

  /**
   * Closes what was idle for `idleTimeoutMs`, beyond `min`. This happens by itself, at the latest after half as long again.
   * Gives whether some may have to be closed later.
   */
  evictIdle(): boolean {
    const { min, idleTimeoutMs } = this.#settings;
    const isEnough = (): boolean => this.#size - this.#ending <= min;
    for (let oldest = this.#idle[0]; oldest !== undefined && !isEnough(); oldest = this.#idle[0]) {
      if (this.#now() - oldest.sinceMs < idleTimeoutMs) break;
      this.#idle.shift();
      void this.#end(oldest.connection);
    }
    return this.#idle.length > 0 && !isEnough();
  }

  /**
   * Closes the pool: who waits is sent away, idle connections are closed, and leased ones when they are released. Ends
   * when all are closed.
   *
   * @param options.signal ends the waiting, not the closing
   * @throws the reason of the signal
   */
  async drain({ signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#sweeper.stop();
      const error = new PoolError("pool_closed");
      for (const opening of this.#openings) opening.abort(error);
      this.#line.failAll(error);
      for (const { connection } of this.#idle.splice(0)) void this.#end(connection);
      this.#settleDrain();
    }
    await untilAborted(this.#drained.promise, signal);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.drain();
  }

  get #size(): number {
    return this.#idle.length + this.#leased + this.#preparing + this.#ending;
  }

  /** The line is for those for whom nothing is prepared yet. */
  #refuseCrowd(): void {
    const { max, maxWaiting } = this.#settings;
    const canPrepare = this.#idle.length > 0 || this.#size < max;
    if (!canPrepare && this.#line.length - this.#preparing >= maxWaiting) {
      throw new PoolError("too_many_waiting");
    }
  }

  /** Prepares one connection for each who waits, as far as there may be so many. */
  #serve(): void {
    while (this.#line.length > this.#preparing) {
      const idle = this.#idle.pop();
      if (idle !== undefined) void this.#check(idle.connection);
      // Who is first in the line gets the error; the next one a new attempt.
      else if (this.#size < this.#settings.max) void this.#open((error) => void this.#line.fail(error));
      else return;
    }
  }

  /** Opens one and offers it. */
  async #open(onFailure: (error: unknown) => void): Promise<void> {
    const { create, acquireTimeoutMs } = this.#settings;
    const opening = new AbortController();
    const timer = setTimeout(() => opening.abort(new PoolError("acquire_timed_out")), acquireTimeoutMs);
    this.#openings.add(opening);
    this.#preparing++;
    try {
      const connection = await create(opening.signal);
      this.#created++;
      this.#preparing--;
      this.#offer(connection);
    } catch (error) {
      this.#createFailures++;
      this.#preparing--;
      onFailure(error);
      this.#serve();
      this.#settleDrain();
    } finally {
      // A connection may still listen to the signal: it must not abort any more.
      clearTimeout(timer);
      this.#openings.delete(opening);
    }
  }

  async #check(connection: Connection): Promise<void> {
    this.#preparing++;
    // No await where there is nothing to ask: then it is given at once.
    const isFit = this.#settings.validate === undefined || (await isValid(connection, this.#settings));
    this.#preparing--;
    if (isFit) return this.#offer(connection);
    void this.#end(connection);
    this.#serve();
  }

  #offer(connection: Connection): void {
    if (this.#isClosed) return void this.#end(connection);
    if (this.#line.length > 0) {
      this.#leased++;
      this.#line.give(new Lease(connection, (value, isFit) => this.#takeBack(value, isFit)));
      return;
    }
    this.#idle.push({ connection, sinceMs: this.#now() });
    if (this.#size > this.#settings.min) this.#sweeper.start();
  }

  #takeBack(connection: Connection, isFit: boolean): void {
    this.#leased--;
    if (isFit) this.#offer(connection);
    else void this.#end(connection);
  }

  async #end(connection: Connection): Promise<void> {
    this.#ending++;
    try {
      await this.#settings.destroy?.(connection);
    } catch {
      // It is gone either way, and nobody could do anything about it.
    }
    this.#ending--;
    this.#destroyed++;
    this.#serve();
    this.#settleDrain();
  }

  #settleDrain(): void {
    if (this.#isClosed && this.#size === 0) this.#drained.resolve();
  }
}

/** A peer that is gone may never answer: who is asked too long is not valid. */
async function isValid<Connection>(
  connection: Connection,
  { validate, validateTimeoutMs }: ConnectionPoolSettings<Connection>,
): Promise<boolean> {
  const tooLong = Promise.withResolvers<false>();
  const timer = setTimeout(() => tooLong.resolve(false), validateTimeoutMs);
  try {
    return await Promise.race([validate?.(connection) ?? true, tooLong.promise]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
