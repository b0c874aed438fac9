import { expect, test } from "bun:test";
import { join } from "node:path";
import { app } from "../../src/bunsen.ts";
import { rateLimit } from "../../src/middleware.ts";
import { redisStore } from "../../src/stores.ts";
import { RedisServer, describeWithRedis } from "../support/redis.ts";

/** Another process that serves, killed at the end of the block. */
async function startServer(
  redis: string,
  algorithm: string,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const program = join(import.meta.dir, "support/limited-server.ts");
  const started = Bun.spawn([process.execPath, program, redis, algorithm], { stdout: "pipe" });
  const { value } = await started.stdout.pipeThrough(new TextDecoderStream()).getReader().read();
  return {
    url: String(value).trim(),
    async [Symbol.asyncDispose]() {
      started.kill("SIGKILL");
      await started.exited;
    },
  };
}

describeWithRedis("rateLimit in Redis", () => {
  test.each(["sliding-window", "token-bucket"])(
    "%s: two processes let exactly the limit in",
    async (algorithm) => {
      await using redis = await RedisServer.start();
      await using first = await startServer(redis.url, algorithm);
      await using second = await startServer(redis.url, algorithm);
      const responses = await Promise.all(
        Array.from({ length: 1000 }, (_, index) => fetch((index % 2 === 0 ? first : second).url)),
      );
      const counts = Map.groupBy(responses, ({ status }) => status);
      expect([...counts].map(([status, { length }]) => [status, length]).toSorted()).toEqual([
        [200, 300],
        [429, 700],
      ]);
    },
    60_000,
  );

  test.each([
    ["open", 200],
    ["closed", 503],
  ] as const)("%s: what becomes of requests while Redis is down, and after it", async (whenDown, status) => {
    await using redis = await RedisServer.start();
    const told: string[] = [];
    const logged: unknown[] = [];
    await using store = redisStore(redis.url, { deadlineMs: 5000, log: ({ code }) => told.push(code) });
    const subject = app({ log: (entry) => logged.push(entry) })
      .use(
        rateLimit({
          limit: 2,
          windowSeconds: 24 * 60 * 60,
          algorithm: "token-bucket",
          store,
          name: "all",
          whenDown,
        }),
      )
      .get("/", () => "in");
    await using server = await subject.listen({ port: 0, hostname: "127.0.0.1" });
    const statuses = async (count: number): Promise<number[]> => {
      const responses = await Promise.all(Array.from({ length: count }, () => fetch(server.url)));
      return responses.map((response) => response.status).toSorted();
    };
    expect(await statuses(3)).toEqual([200, 200, 429]);
    await redis.kill();
    expect(await statuses(50)).toEqual(Array(50).fill(status));
    await redis.resume();
    expect(await statuses(1)).toEqual([200]);
    // The new one knows of one request.
    expect(await statuses(2)).toEqual([200, 429]);
    expect([told, logged]).toEqual([["store_unavailable", "store_available"], []]);
  });
});
