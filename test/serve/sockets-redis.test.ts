/** WebSockets of several processes, which share what is published by way of Redis. */
import { expect, test } from "bun:test";
import { app } from "../../src/bunsen.ts";
import type { App } from "../../src/define/app.ts";
import { type PubSubGap, redisPubSub } from "../../src/stores.ts";
import { RedisServer, describeWithRedis } from "../support/redis.ts";
import { SocketClient } from "../support/socket-client.ts";
import { runCrowd } from "../support/socket-crowd.ts";

const local = { port: 0, hostname: "127.0.0.1", signals: false } as const;

/** An app of a process, with what it was told of gaps. */
function talking(url: string, log: string[], onGap: (gap: PubSubGap) => void): App {
  const pubsub = redisPubSub(url, { log: ({ code }) => void log.push(code), onGap });
  return app({ sockets: { pubsub } }).ws("/", {
    open(socket) {
      socket.subscribe("all");
      socket.send("ready");
    },
    message(socket, message) {
      socket.publish("all", message);
      socket.send("published");
    },
  });
}

describeWithRedis("sockets over processes", () => {
  test("get everything once, in the order of each sender", async () => {
    await using redis = await RedisServer.start();
    const { seconds: _, ...result } = await runCrowd(redis.url, { clients: 40, topics: 5, messages: 4000 });
    expect(result).toEqual({ expected: 28_000, lost: 0, doubled: 0, misordered: 0, told: [] });
  }, 30_000);

  test("stay open while Redis is away, go on when it is back, and the gap is told", async () => {
    await using redis = await RedisServer.start();
    const log: string[] = [];
    const gap = Promise.withResolvers<PubSubGap>();
    const missed = Promise.withResolvers<PubSubGap>();
    const here = talking(redis.url, log, gap.resolve);
    await using near = await here.listen(local);
    await using far = await talking(redis.url, [], missed.resolve).listen(local);
    await using ann = await SocketClient.connect(near.url, "/");
    await using ned = await SocketClient.connect(near.url, "/");
    await using bob = await SocketClient.connect(far.url, "/");
    for (const client of [ann, ned, bob]) expect(await client.next()).toBe("ready");
    ann.send("before");
    expect([await ned.next(), await bob.next()]).toEqual(["before", "before"]);
    await redis.kill();
    ann.send("meanwhile");
    // Those of the same process are not concerned.
    expect(await ned.next()).toBe("meanwhile");
    await redis.resume();
    expect(await gap.promise).toEqual({ unsent: 1, missed: 0 });
    // The other process may be later: it tells what it missed when the next one comes.
    const goOn = async (): Promise<void> => {
      ann.send("after");
      expect(await ned.next()).toBe("after");
      const told = await Promise.race([missed.promise, bob.next().catch(() => {})]);
      if (typeof told !== "object") await goOn();
    };
    await goOn();
    expect(log).toEqual(["store_unavailable", "store_available", "messages_missed"]);
  });

  test("a process that only publishes reaches them", async () => {
    await using redis = await RedisServer.start();
    await using server = await talking(redis.url, [], () => {}).listen(local);
    await using ann = await SocketClient.connect(server.url, "/");
    await ann.next();
    const pubsub = redisPubSub(redis.url);
    app({ sockets: { pubsub } }).ws("/", {}).publish("/", "all", "news");
    expect(await ann.next()).toBe("news");
    await pubsub.close();
  });
});

test("a server whose Redis is not there listens, and its sockets are joined", async () => {
  const log: string[] = [];
  await using server = await talking("redis://127.0.0.1:1", log, () => {}).listen(local);
  await using ann = await SocketClient.connect(server.url, "/");
  await using bob = await SocketClient.connect(server.url, "/");
  await Promise.all([ann.next(), bob.next()]);
  ann.send("hello");
  expect([await bob.next(), log]).toEqual(["hello", ["store_unavailable"]]);
});
