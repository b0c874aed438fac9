import { RedisClient } from "bun";
import { Deadline } from "./deadline.ts";
import { Outage, type StoreLog } from "./outage.ts";
import { checkWhole } from "./store-checks.ts";
import { StoreUnavailableError } from "./store-unavailable.ts";

export interface RedisLinkOptions {
  /** How long a command may take, in milliseconds; on a new connection that of connecting as well. Default 250. */
  readonly deadlineMs?: number;
  /** Where it is told that Redis does not answer, and that it does again. Default: one line of JSON on standard error. */
  readonly log?: StoreLog;
}

/** How long a connection may take to be made, where no command waits for it any more. */
const connectionTimeoutMs = 5000;

/**
 * Asks Redis within a deadline, and tells of an outage once. While Redis does not answer, one command at a time finds out
 * whether it does again; all others fail at once, so that neither requests nor commands pile up behind it.
 */
export class RedisLink implements AsyncDisposable {
  readonly #redis: RedisClient;
  readonly #isOwn: boolean;
  readonly #deadlineMs: number;
  readonly #outage: Outage;
  #isTrying = false;
  #isClosed = false;

  /**
   * @param source where Redis is, `redis://127.0.0.1:6379`, connected to when it is first asked; or a client, which stays
   * open at the end
   * @throws {TypeError} where the source is neither
   * @throws {RangeError} where the deadline is no whole number from 1
   */
  constructor(source: string | RedisClient, { deadlineMs = 250, log }: RedisLinkOptions = {}) {
    checkWhole("redis.deadlineMs", deadlineMs, 1);
    this.#isOwn = typeof source === "string";
    this.#redis = typeof source === "string" ? createClient(source) : checkedClient(source);
    this.#deadlineMs = deadlineMs;
    this.#outage = new Outage("Redis", log);
  }

  /**
   * Runs commands. They may be run by Redis also where this fails: it is not known then.
   *
   * @throws {StoreUnavailableError} where Redis cannot be reached, does not answer in time, or answers with an error that
   * `ask` does not catch
   */
  async run<T>(ask: (redis: RedisClient) => Promise<T>): Promise<T> {
    const isTry = this.#outage.isDown;
    if (this.#isClosed || (isTry && this.#isTrying)) throw new StoreUnavailableError("Redis is not asked.");
    if (isTry) this.#isTrying = true;
    try {
      const answer = await this.#askInTime(ask);
      this.#outage.end();
      return answer;
    } catch (cause) {
      if (this.#isClosed) throw new StoreUnavailableError("Redis is not asked any more.", { cause });
      throw this.#outage.begin(cause);
    } finally {
      if (isTry) this.#isTrying = false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    if (this.#isOwn) this.#redis.close();
  }

  async #askInTime<T>(ask: (redis: RedisClient) => Promise<T>): Promise<T> {
    const deadline = new Deadline(this.#deadlineMs);
    const answer = this.#ask(ask, deadline);
    // Nobody waits for it after the deadline.
    answer.catch(() => {});
    try {
      return await Promise.race([answer, deadline.passed]);
    } catch (error) {
      // What waits for a Redis that is frozen would be run as soon as it is not, however late.
      if (deadline.isOver && this.#isOwn && this.#redis.connected) this.#redis.close();
      throw error;
    } finally {
      deadline.clear();
    }
  }

  async #ask<T>(ask: (redis: RedisClient) => Promise<T>, deadline: Deadline): Promise<T> {
    if (!this.#redis.connected) {
      await this.#redis.connect();
      // It has been answered already that this is not done.
      if (deadline.isOver) throw new Error("too late");
    }
    return ask(this.#redis);
  }
}

/** It waits for no connection by itself: the deadline is ours, and commands of a past outage are not wanted. */
function createClient(url: string): RedisClient {
  const options = { autoReconnect: false, enableOfflineQueue: false, connectionTimeout: connectionTimeoutMs };
  try {
    return new RedisClient(url, options);
  } catch {
    // Not what it was: there may be a password in it.
    throw new TypeError(
      "redis.source: expected a URL such as redis://127.0.0.1:6379, received one that is none.",
    );
  }
}

function checkedClient(source: unknown): RedisClient {
  if (source instanceof RedisClient) return source;
  throw new TypeError("redis.source: expected a URL or a Bun.RedisClient.");
}
