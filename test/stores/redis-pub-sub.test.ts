import { expect, test } from "bun:test";
import {
  type PubSub,
  type PubSubGap,
  type Published,
  type RedisPubSubOptions,
  type StoreLogEntry,
  redisPubSub,
} from "../../src/stores.ts";
import { RedisServer, describeWithRedis } from "../support/redis.ts";

/** One end of a pub/sub, with what it received and told. */
class Peer implements AsyncDisposable {
  readonly received: Published[] = [];
  readonly gaps: PubSubGap[] = [];
  readonly log: StoreLogEntry[] = [];
  readonly pubSub: PubSub;
  #wake: () => void = () => {};

  constructor(url: string, options: RedisPubSubOptions = {}) {
    this.pubSub = redisPubSub(url, {
      onGap: (gap) => {
        this.gaps.push(gap);
        this.#wake();
      },
      log: (entry) => {
        this.log.push(entry);
        this.#wake();
      },
      ...options,
    });
  }

  static async open(url: string, options: RedisPubSubOptions = {}): Promise<Peer> {
    const peer = new Peer(url, options);
    await peer.pubSub.open((published) => {
      peer.received.push(published);
      peer.#wake();
    });
    return peer;
  }

  publish(...texts: readonly string[]): void {
    for (const data of texts) this.pubSub.publish({ channel: "c", data });
  }

  get texts(): readonly unknown[] {
    return this.received.map(({ data }) => data);
  }

  /** Waits until something holds: it is asked when something has come or was told. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  logged(code: StoreLogEntry["code"]): boolean {
    return this.log.some((entry) => entry.code === code);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pubSub.close();
  }
}

describeWithRedis("pub/sub by Redis", () => {
  test("carries text and bytes to the others, in order, and not to oneself", async () => {
    await using redis = await RedisServer.start();
    await using ann = await Peer.open(redis.url);
    await using bob = await Peer.open(redis.url);
    const hostile = 'é\u2028\ud800\0\n"';
    ann.publish("1", hostile);
    ann.pubSub.publish({ channel: "other\nchannel", data: new Uint8Array([0, 255]) });
    ann.publish("4");
    await bob.until(() => bob.received.length === 4);
    expect(bob.received).toEqual([
      { channel: "c", data: "1" },
      { channel: "c", data: hostile },
      { channel: "other\nchannel", data: new Uint8Array([0, 255]) },
      { channel: "c", data: "4" },
    ]);
    bob.publish("back");
    await ann.until(() => ann.received.length > 0);
    expect([ann.texts, ann.gaps, bob.gaps, ann.log, bob.log]).toEqual([["back"], [], [], [], []]);
  });

  test("sends what was published before it is closed, and can be opened again", async () => {
    await using redis = await RedisServer.start();
    await using bob = await Peer.open(redis.url);
    const ann = await Peer.open(redis.url);
    const texts = Array.from({ length: 5000 }, (_, n) => `${n}`);
    ann.publish(...texts);
    await ann[Symbol.asyncDispose]();
    await bob.until(() => bob.received.length === 5000);
    expect(bob.texts).toEqual(texts);
    await ann.pubSub.open((published) => ann.received.push(published));
    ann.publish("again");
    await bob.until(() => bob.received.length === 5001);
    await ann.pubSub.close();
    expect(bob.gaps).toEqual([]);
  });

  test("goes on when Redis is back, and tells of the outage once, and how many were lost", async () => {
    await using redis = await RedisServer.start();
    await using ann = await Peer.open(redis.url);
    await using bob = await Peer.open(redis.url);
    ann.publish("before");
    await bob.until(() => bob.received.length === 1);
    await redis.kill();
    await ann.until(() => ann.logged("store_unavailable"));
    await bob.until(() => bob.logged("store_unavailable"));
    ann.publish("lost 1", "lost 2");
    await redis.resume();
    await ann.until(() => ann.gaps.length > 0);
    await bob.until(() => bob.logged("store_available"));
    ann.publish("after");
    await bob.until(() => bob.received.length === 2);
    expect({ texts: bob.texts, ann: ann.gaps, bob: bob.gaps }).toEqual({
      texts: ["before", "after"],
      ann: [{ unsent: 2, missed: 0 }],
      bob: [{ unsent: 0, missed: 2 }],
    });
    expect(ann.log.map(({ code }) => code)).toEqual([
      "store_unavailable",
      "store_available",
      "messages_missed",
    ]);
    expect(ann.log[2]?.message).toBe("2 messages of this process may not have reached the others.");
    expect(bob.log.map(({ code }) => code)).toEqual([
      "store_unavailable",
      "store_available",
      "messages_missed",
    ]);
  });

  test("gives up a Redis that is frozen, and goes on when it is not any more", async () => {
    await using redis = await RedisServer.start();
    await using ann = await Peer.open(redis.url, { deadlineMs: 100 });
    await using bob = await Peer.open(redis.url);
    redis.freeze();
    ann.publish("held up");
    await ann.until(() => ann.logged("store_unavailable"));
    ann.publish("lost");
    await redis.resume();
    await ann.until(() => ann.logged("messages_missed"));
    ann.publish("after");
    await bob.until(() => bob.texts.includes("after"));
    // Whether Redis has read it before it was given up is not known here.
    expect(bob.texts.filter((text) => text !== "held up")).toEqual(["after"]);
    expect(ann.gaps).toEqual([{ unsent: 2, missed: 0 }]);
  });

  test("begins without Redis, and receives when it is there", async () => {
    await using redis = await RedisServer.start();
    await redis.kill();
    await using ann = await Peer.open(redis.url);
    expect(ann.log.map(({ code }) => code)).toEqual(["store_unavailable"]);
    await redis.resume();
    await ann.until(() => ann.logged("store_available"));
    await using bob = await Peer.open(redis.url);
    bob.publish("hello");
    await ann.until(() => ann.received.length > 0);
    expect(ann.texts).toEqual(["hello"]);
  });

  test("loses what is more than may wait, and says how many", async () => {
    await using redis = await RedisServer.start();
    await using ann = await Peer.open(redis.url, { bufferBytes: 1000 });
    await using bob = await Peer.open(redis.url);
    const texts = Array.from({ length: 100 }, (_, n) => `${n}`.padStart(100, "0"));
    ann.publish(...texts);
    await ann.until(() => ann.gaps.length > 0);
    const unsent = ann.gaps[0]?.unsent ?? 0;
    ann.publish("last");
    await bob.until(() => bob.texts.includes("last"));
    expect(bob.texts).toEqual([...texts.slice(0, 100 - unsent), "last"]);
    expect({ unsent: unsent > 0, bob: bob.gaps }).toEqual({
      unsent: true,
      bob: [{ unsent: 0, missed: unsent }],
    });
  });

  test("publishes from a process that does not receive", async () => {
    await using redis = await RedisServer.start();
    await using bob = await Peer.open(redis.url);
    await using ann = new Peer(redis.url);
    ann.publish("from a script");
    await bob.until(() => bob.received.length === 1);
    expect(bob.texts).toEqual(["from a script"]);
  });

  test("does not look at what others say on its channel", async () => {
    await using redis = await RedisServer.start();
    await using ann = await Peer.open(redis.url);
    await using bob = await Peer.open(redis.url);
    const other = new Bun.RedisClient(redis.url);
    for (const text of ["", "{", "[]", "7", '["p","x",["c","t"]]', '["p",1,7]', '["p",1,["c","%",1]]'])
      await other.publish("bunsen:sockets", text);
    other.close();
    ann.publish("mine");
    await bob.until(() => bob.received.length > 0);
    expect([bob.texts, bob.gaps]).toEqual([["mine"], []]);
  });
});

test.each([
  [
    ["redis://127.0.0.1:1", { deadlineMs: 0 }],
    "redisPubSub.deadlineMs: expected a whole number from 1, received 0.",
  ],
  [["redis://127.0.0.1:1", { channel: "" }], "redisPubSub.channel: expected the name of a channel."],
  [[7 as never], "redisPubSub.url: expected a URL."],
] satisfies readonly [Parameters<typeof redisPubSub>, string][])("refuses %j", ([url, options], message) => {
  expect(() => redisPubSub(url, options)).toThrow(message);
});
