import { Outage, type StoreLog } from "./outage.ts";
import type { PubSub, Published } from "./pub-sub.ts";
import { type Batch, readBatch, sizeOf, writeBatch } from "./published-batch.ts";
import { RedisLink } from "./redis-link.ts";
import { RedisSubscription } from "./redis-subscription.ts";
import { checkWhole } from "./store-checks.ts";

/** Messages that did not come through. */
export interface PubSubGap {
  /** How many of this process are not known to have reached the others. */
  readonly unsent: number;
  /** How many of other processes did not reach this one. Counted when one comes that follows them. */
  readonly missed: number;
}

export interface RedisPubSubOptions {
  /** The channel in Redis. Apps that share a Redis need one each. Default `"bunsen:sockets"`. */
  readonly channel?: string;
  /** How long Redis may take for a command, and to connect, in milliseconds. Default 1000. */
  readonly deadlineMs?: number;
  /** Most bytes that wait to be sent, about: over it, messages are lost. Default 16,777,216 (16 MiB). */
  readonly bufferBytes?: number;
  /** Is told of messages that did not come through: of those of an outage when it is over. */
  readonly onGap?: (gap: PubSubGap) => void;
  /** Where outages and gaps are told, each once. Default: one line of JSON on standard error. */
  readonly log?: StoreLog;
}

/** How much is sent at once, about. */
const batchBytes = 512 * 1024;

/** How long it waits before it connects again, at first. */
const pauseMs = 100;

/** How many processes' numbers are remembered. */
const capacityProcesses = 1000;

/**
 * Carries messages by way of Redis, which keeps none: what is published while a process is not connected, it misses. Each
 * message comes at most once, and those of one process in their order.
 *
 * @param url `redis://127.0.0.1:6379`. It takes two connections: one that is subscribed is for nothing else.
 * @example
 * ```ts
 * export default app({ sockets: { pubsub: redisPubSub("redis://127.0.0.1:6379") } });
 * ```
 * @throws {TypeError | RangeError} where an argument does not fit
 */
export function redisPubSub(url: string, options: RedisPubSubOptions = {}): PubSub {
  return new RedisPubSub(url, options);
}

interface Numbered {
  readonly number: number;
  readonly published: Published;
}

class RedisPubSub implements PubSub {
  readonly #url: string;
  readonly #channel: string;
  readonly #deadlineMs: number;
  readonly #bufferBytes: number;
  readonly #onGap: (gap: PubSubGap) => void;
  readonly #outage: Outage;
  readonly #process: string = crypto.randomUUID();
  /** The number that the next message of each other process has. */
  readonly #expected = new Map<string, number>();
  #subscription: RedisSubscription | undefined;
  #link: RedisLink;
  #queue: Numbered[] = [];
  #queuedBytes = 0;
  /** The number of the message that was published last. What is lost has one as well: others notice it by that. */
  #last = 0;
  #unsent = 0;
  #sending: Promise<void> | undefined;

  constructor(url: string, options: RedisPubSubOptions) {
    const { channel = "bunsen:sockets", deadlineMs = 1000, bufferBytes = 16 * 1024 * 1024 } = options;
    checkWhole("redisPubSub.deadlineMs", deadlineMs, 1);
    checkWhole("redisPubSub.bufferBytes", bufferBytes, 1);
    if (typeof url !== "string") throw new TypeError("redisPubSub.url: expected a URL.");
    if (typeof channel !== "string" || channel === "")
      throw new TypeError("redisPubSub.channel: expected the name of a channel.");
    this.#url = url;
    this.#channel = channel;
    this.#deadlineMs = deadlineMs;
    this.#bufferBytes = bufferBytes;
    this.#onGap = options.onGap ?? ((): void => {});
    this.#outage = new Outage("Redis", options.log);
    this.#link = this.#createLink();
  }

  async open(deliver: (published: Published) => void): Promise<void> {
    if (this.#subscription !== undefined)
      throw new TypeError("redisPubSub() is for one app: make another one for another app.");
    const settings = { url: this.#url, channel: this.#channel, deadlineMs: this.#deadlineMs, pauseMs };
    this.#subscription = new RedisSubscription(settings, {
      message: (text) => this.#receive(text, deliver),
      up: () => this.#recover(),
      down: (cause) => void this.#outage.begin(cause),
    });
    await this.#subscription.start();
  }

  publish(published: Published): void {
    this.#last += 1;
    // Without a subscription, only sending finds out whether Redis answers again.
    if (this.#outage.isDown && this.#subscription !== undefined) return void (this.#unsent += 1);
    if (this.#queuedBytes > this.#bufferBytes) {
      this.#outage.begin(new Error(`more than ${this.#bufferBytes} bytes wait to be sent`));
      return void (this.#unsent += 1);
    }
    this.#queue.push({ number: this.#last, published });
    this.#queuedBytes += sizeOf(published);
    this.#sending ??= this.#send();
  }

  async close(): Promise<void> {
    await this.#sending;
    this.#subscription?.stop();
    this.#subscription = undefined;
    await this.#link[Symbol.asyncDispose]();
    this.#link = this.#createLink();
  }

  /** Outages are told here, once for both connections. */
  #createLink(): RedisLink {
    return new RedisLink(this.#url, { deadlineMs: this.#deadlineMs, log: () => {} });
  }

  /** Sends one batch after the other: what is published meanwhile goes with the next. */
  async #send(): Promise<void> {
    // What is published in one go, goes in one.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const batch = this.#take();
      try {
        await this.#link.run((redis) => redis.publish(this.#channel, writeBatch(batch)));
        if (this.#outage.isDown && this.#subscription?.isUp !== false) this.#recover();
      } catch (error) {
        this.#fail(batch, error);
      }
    }
    this.#sending = undefined;
  }

  /** Messages that follow each other, and are not too many. */
  #take(): Batch {
    const first = this.#queue[0]?.number ?? 0;
    let bytes = 0;
    let count = 0;
    for (const { number, published } of this.#queue) {
      if (bytes >= batchBytes || number !== first + count) break;
      bytes += sizeOf(published);
      count += 1;
    }
    const messages = this.#queue.splice(0, count).map(({ published }) => published);
    this.#queuedBytes -= bytes;
    return { process: this.#process, first, messages };
  }

  /** Nothing is sent twice: whether a batch has come through is not known here. */
  #fail({ messages }: Batch, error: unknown): void {
    this.#outage.begin(error);
    this.#unsent += messages.length + this.#queue.length;
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#subscription?.restart(error);
  }

  #recover(): void {
    this.#outage.end();
    const unsent = this.#unsent;
    this.#unsent = 0;
    if (unsent > 0) this.#tellGap({ unsent, missed: 0 });
  }

  #receive(text: string, deliver: (published: Published) => void): void {
    const batch = readBatch(text);
    if (batch === undefined || batch.process === this.#process) return;
    const expected = this.#expected.get(batch.process) ?? batch.first;
    this.#remember(batch);
    if (batch.first > expected) this.#tellGap({ unsent: 0, missed: batch.first - expected });
    for (const published of batch.messages) deliver(published);
  }

  #remember({ process, first, messages }: Batch): void {
    // In again at the end: those that are silent for longest are forgotten first.
    this.#expected.delete(process);
    this.#expected.set(process, first + messages.length);
    if (this.#expected.size <= capacityProcesses) return;
    for (const oldest of this.#expected.keys()) {
      this.#expected.delete(oldest);
      break;
    }
  }

  #tellGap(gap: PubSubGap): void {
    const { unsent, missed } = gap;
    const message =
      unsent > 0
        ? `${unsent} messages of this process may not have reached the others.`
        : `${missed} messages of another process did not reach this one.`;
    this.#outage.tell({ level: "error", code: "messages_missed", message });
    try {
      this.#onGap(gap);
    } catch (error) {
      console.error(error);
    }
  }
}
