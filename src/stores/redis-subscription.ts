import { RedisClient } from "bun";
import { Deadline } from "./deadline.ts";

/** What a subscription tells of. */
export interface SubscriptionEvents {
  message(text: string): void;
  /** It receives, for the first time or again. */
  up(): void;
  /** It does not. Told once for each outage. */
  down(cause: unknown): void;
}

export interface SubscriptionSettings {
  readonly url: string;
  readonly channel: string;
  /** How long connecting, subscribing and a ping may take. */
  readonly deadlineMs: number;
  /** How long it waits before it tries again, at first; then twice as long each time, up to {@link longestPauseMs}. */
  readonly pauseMs: number;
}

const longestPauseMs = 5000;

/** How often a connection that may be dead is asked. */
const pingEveryMs = 10_000;

/**
 * Receives what is published on a channel of Redis, on a connection of its own: such a one is for nothing else. It
 * connects again by itself, with a new client: what Bun's does by itself cannot be told from outside.
 */
export class RedisSubscription {
  readonly #settings: SubscriptionSettings;
  readonly #events: SubscriptionEvents;
  #client: RedisClient | undefined;
  #pauseMs: number;
  #isUp = false;
  #isDown = false;
  #isStopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pings: ReturnType<typeof setInterval> | undefined;

  constructor(settings: SubscriptionSettings, events: SubscriptionEvents) {
    this.#settings = settings;
    this.#pauseMs = settings.pauseMs;
    this.#events = events;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Begins. Resolves when it receives, or when that did not work at first. */
  async start(): Promise<void> {
    this.#pings = setInterval(() => void this.#ping(), pingEveryMs);
    this.#pings.unref();
    await this.#connect();
  }

  /** Gives a connection up that may be dead, and makes another one. */
  restart(cause: unknown): void {
    if (this.#isUp) this.#lose(this.#client, cause);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    clearInterval(this.#pings);
    this.#client?.close();
  }

  async #connect(): Promise<void> {
    const { url, channel, deadlineMs } = this.#settings;
    const client = new RedisClient(url, { autoReconnect: false, enableOfflineQueue: false });
    this.#client = client;
    // Bun's client is no EventTarget.
    // oxlint-disable-next-line unicorn/prefer-add-event-listener
    client.onclose = (cause) => this.#lose(client, cause);
    const begun = client.connect().then(() => client.subscribe(channel, (text) => this.#take(client, text)));
    try {
      await within(deadlineMs, begun);
    } catch (cause) {
      return this.#lose(client, cause);
    }
    if (client !== this.#client || this.#isStopped) return client.close();
    this.#isUp = true;
    this.#isDown = false;
    this.#pauseMs = this.#settings.pauseMs;
    this.#events.up();
  }

  #take(client: RedisClient, text: string): void {
    if (client === this.#client && !this.#isStopped) this.#events.message(text);
  }

  /** A connection is lost once, whoever notices it. */
  #lose(client: RedisClient | undefined, cause: unknown): void {
    if (client === undefined || client !== this.#client) return;
    this.#client = undefined;
    this.#isUp = false;
    client.close();
    if (this.#isStopped) return;
    if (!this.#isDown) this.#events.down(cause);
    this.#isDown = true;
    this.#timer = setTimeout(() => void this.#connect(), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
  }

  async #ping(): Promise<void> {
    const client = this.#client;
    if (client === undefined || !this.#isUp) return;
    try {
      await within(this.#settings.deadlineMs, client.ping());
    } catch (cause) {
      this.#lose(client, cause);
    }
  }
}

/** @throws where a promise takes longer */
async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  const deadline = new Deadline(ms);
  // Nobody waits for it after the deadline.
  promise.catch(() => {});
  try {
    await Promise.race([promise, deadline.passed]);
  } finally {
    deadline.clear();
  }
}
