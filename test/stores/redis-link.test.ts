import { RedisClient } from "bun";
import { expect, spyOn, test } from "bun:test";
import { RedisLink, type RedisLinkOptions } from "../../src/stores/redis-link.ts";
import { StoreUnavailableError } from "../../src/stores.ts";
import { RedisServer, describeWithRedis } from "../support/redis.ts";

/** A link to a server, and what it tells. */
function linkTo(source: string | RedisClient, options: RedisLinkOptions = {}) {
  const told: string[] = [];
  const link = new RedisLink(source, { log: ({ level, code }) => told.push(`${level} ${code}`), ...options });
  const ping = (): Promise<unknown> => link.run((redis) => redis.send("PING", []));
  return { link, told, ping };
}

const outcomeOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.catch((error: unknown) => (error instanceof StoreUnavailableError ? "unavailable" : error));

const outcomesOf = (count: number, ask: () => Promise<unknown>): Promise<unknown[]> =>
  Promise.all(Array.from({ length: count }, () => outcomeOf(ask())));

/** Asks until it is answered: what Redis needs to be there again, and not a time that is guessed. */
async function answered(ask: () => Promise<unknown>): Promise<unknown> {
  for (;;) {
    const outcome = await outcomeOf(ask());
    if (outcome !== "unavailable") return outcome;
    await new Promise((ready) => setImmediate(ready));
  }
}

const down = "error store_unavailable";
const up = "info store_available";

describeWithRedis("a link to Redis", () => {
  test.each(["its own client", "a client that was open"])(
    "%s: killed and restarted",
    async (kind) => {
      await using server = await RedisServer.start();
      using client = disposable(new RedisClient(server.url));
      const { link, told, ping } = linkTo(kind === "its own client" ? server.url : client.redis, {
        deadlineMs: 500,
      });
      await using _ = link;
      expect(await outcomesOf(50, ping)).toEqual(Array(50).fill("PONG"));
      await server.kill();
      for (let round = 0; round < 3; round++) {
        expect(await outcomesOf(50, ping)).toEqual(Array(50).fill("unavailable"));
      }
      expect(told).toEqual([down]);
      await server.resume();
      expect(await answered(ping)).toBe("PONG");
      expect(await outcomesOf(50, ping)).toEqual(Array(50).fill("PONG"));
      expect(told).toEqual([down, up]);
    },
    30_000,
  );

  test.each(["its own client", "a client that was open"])("%s: frozen, and not any more", async (kind) => {
    await using server = await RedisServer.start();
    using client = disposable(new RedisClient(server.url));
    const { link, told, ping } = linkTo(kind === "its own client" ? server.url : client.redis, {
      deadlineMs: 100,
    });
    await using _ = link;
    expect(await answered(ping)).toBe("PONG");
    told.length = 0;
    server.freeze();
    const startedAtMs = performance.now();
    expect(await outcomesOf(50, ping)).toEqual(Array(50).fill("unavailable"));
    expect(performance.now() - startedAtMs).toBeWithin(95, 2000);
    // One finds out, the others do not wait for it.
    const trying = outcomeOf(ping());
    const first = await Promise.race([trying.then(() => "waited"), outcomesOf(50, ping)]);
    expect(first).toEqual(Array(50).fill("unavailable"));
    expect(await trying).toBe("unavailable");
    expect(told).toEqual([down]);
    await server.resume();
    expect(await answered(ping)).toBe("PONG");
    expect(told).toEqual([down, up]);
  });

  test("slow for longer than the deadline", async () => {
    await using server = await RedisServer.start();
    using other = disposable(new RedisClient(server.url));
    const { link, told, ping } = linkTo(server.url, { deadlineMs: 100 });
    await using _ = link;
    expect(await answered(ping)).toBe("PONG");
    told.length = 0;
    await other.redis.send("CLIENT", ["PAUSE", "1000"]);
    expect(await outcomeOf(ping())).toBe("unavailable");
    expect(await answered(ping)).toBe("PONG");
    expect(told).toEqual([down, up]);
  });

  test("slower than usual, but within the deadline", async () => {
    await using server = await RedisServer.start();
    using other = disposable(new RedisClient(server.url));
    const { link, told, ping } = linkTo(server.url, { deadlineMs: 10_000 });
    await using _ = link;
    await ping();
    await other.redis.send("CLIENT", ["PAUSE", "200"]);
    expect([await ping(), told]).toEqual(["PONG", []]);
  });

  test("a process that was busy itself for longer than the deadline has not lost Redis", async () => {
    await using server = await RedisServer.start();
    const { link, told, ping } = linkTo(server.url, { deadlineMs: 300 });
    await using _ = link;
    expect(await answered(ping)).toBe("PONG");
    told.length = 0;
    const asked = outcomesOf(50, ping);
    const startedAtMs = performance.now();
    while (performance.now() - startedAtMs < 600);
    expect([await asked, told]).toEqual([Array(50).fill("PONG"), []]);
  });

  test("frozen from the beginning: a connection that takes longer than the deadline is used when it is there", async () => {
    await using server = await RedisServer.start();
    server.freeze();
    const { link, told, ping } = linkTo(server.url, { deadlineMs: 20 });
    await using _ = link;
    for (let round = 0; round < 3; round++) expect(await outcomeOf(ping())).toBe("unavailable");
    await server.resume();
    expect(await answered(ping)).toBe("PONG");
    expect(told).toEqual([down, up]);
  });

  test("what has failed before there was a connection is not run later", async () => {
    await using server = await RedisServer.start();
    server.freeze();
    const { link } = linkTo(server.url, { deadlineMs: 20 });
    await using _ = link;
    const increment = (): Promise<unknown> => link.run((redis) => redis.incr("count"));
    for (let round = 0; round < 3; round++) expect(await outcomeOf(increment())).toBe("unavailable");
    await server.resume();
    expect(await answered(() => link.run((redis) => redis.get("count")))).toBeNull();
  });

  test("an error that Redis answers with is an outage as well, as while it is loading", async () => {
    await using server = await RedisServer.start();
    const { link, told, ping } = linkTo(server.url, { deadlineMs: 1000 });
    await using _ = link;
    const answer = (text: string) =>
      link.run((redis) => redis.send("EVAL", [`return redis.error_reply("${text}")`, "0"]));
    const error = await answer("LOADING Redis is loading").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(StoreUnavailableError);
    expect(String((error as Error).cause)).toContain("LOADING Redis is loading");
    expect([await ping(), told]).toEqual(["PONG", [down, up]]);
  });

  test("a wrong password is told once, without it", async () => {
    await using server = await RedisServer.start();
    using other = disposable(new RedisClient(server.url));
    await other.redis.send("CONFIG", ["SET", "requirepass", "right"]);
    const told: string[] = [];
    const link = new RedisLink(server.url.replace("//", "//:wr0ng@"), {
      deadlineMs: 1000,
      log: (entry) => told.push(JSON.stringify(entry)),
    });
    await using _ = link;
    expect(await outcomesOf(20, () => link.run((redis) => redis.send("PING", [])))).toEqual(
      Array(20).fill("unavailable"),
    );
    expect([told.length, told.join().includes("wr0ng")]).toEqual([1, false]);
  });

  test("a log that fails does not matter", async () => {
    await using server = await RedisServer.start();
    const { link, ping } = linkTo(server.url, {
      deadlineMs: 1000,
      log: () => {
        throw new Error("no disk");
      },
    });
    await using _ = link;
    await server.kill();
    const spy = spyOn(console, "error").mockImplementation(() => {});
    try {
      expect(await outcomeOf(ping())).toBe("unavailable");
      expect(spy.mock.calls.map(([first]) => String(first).slice(0, 52))).toEqual([
        '{"level":"error","code":"store_unavailable","message',
        "Error: no disk",
      ]);
    } finally {
      spy.mockRestore();
    }
  });

  test("one that is closed answers nothing, tells nothing, and does not connect", async () => {
    await using server = await RedisServer.start();
    const { link, told, ping } = linkTo(server.url);
    await answered(ping);
    told.length = 0;
    const last = outcomeOf(ping());
    await link[Symbol.asyncDispose]();
    expect([await last, await outcomeOf(ping()), told]).toEqual(["unavailable", "unavailable", []]);
  });

  test("it keeps no process that has nothing else to do", async () => {
    await using server = await RedisServer.start();
    const program = `
      import { redisStore } from ${JSON.stringify(import.meta.resolve("../../src/stores.ts"))};
      const store = redisStore("${server.url}", { deadlineMs: 10_000 });
      await store.set("a", "text", 60_000);
      console.log(await store.get("a"));
    `;
    const run = Bun.spawnSync([process.execPath, "-e", program], { timeout: 10_000 });
    expect([run.stdout.toString(), run.exitCode]).toEqual(["text\n", 0]);
  });
});

/** A client that is closed at the end of the block. */
const disposable = (redis: RedisClient): { readonly redis: RedisClient } & Disposable => ({
  redis,
  [Symbol.dispose]: () => redis.close(),
});
