/**
 * Lets 1,000 clients of two processes say 100,000 messages about 100 topics by way of Redis, and counts what was lost or
 * came twice: `bun run bench/sockets.ts [redis://127.0.0.1:6379]`. Without an argument it starts a Redis of its own.
 */
import { RedisServer } from "../test/support/redis.ts";
import { runCrowd } from "../test/support/socket-crowd.ts";

const [given] = process.argv.slice(2);
const own = given === undefined ? await RedisServer.start() : undefined;
try {
  const size = { clients: 1000, topics: 100, messages: 100_000 };
  const result = await runCrowd(given ?? own?.url ?? "", size);
  console.log({ ...size, ...result, deliveriesPerSecond: Math.round(result.expected / result.seconds) });
  if (result.lost + result.doubled + result.misordered > 0) process.exitCode = 1;
} finally {
  await own?.[Symbol.asyncDispose]();
}
