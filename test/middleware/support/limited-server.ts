/** A server that lets 300 requests in, counted in a Redis. It tells its address. */
import { app } from "bunsen";
import { rateLimit } from "bunsen/middleware";
import { redisStore } from "bunsen/stores";

const [redis = "", algorithm = ""] = process.argv.slice(2);
const store = redisStore(redis, { deadlineMs: 20_000 });
const server = await app()
  .use(
    rateLimit({
      limit: 300,
      windowSeconds: 24 * 60 * 60,
      algorithm: algorithm as "sliding-window" | "token-bucket",
      store,
      name: "shared",
    }),
  )
  .get("/", () => "in")
  .listen({ port: 0, hostname: "127.0.0.1" });
console.log(server.url.href);
