import { app } from "bunsen";
import { rateLimit, trustProxy } from "bunsen/middleware";
import { memoryStore, redisStore } from "bunsen/stores";

// In memory each process counts for itself; in Redis all of them count together.
const { REDIS_URL } = process.env;
const store = REDIS_URL === undefined ? memoryStore() : redisStore(REDIS_URL);

/** Reading is cheap: a client may go on as long as it does not hurry. */
const reads = rateLimit({ name: "reads", limit: 100, windowSeconds: 60, store });

/** Guessing passwords is not: two at once, then one every five minutes. */
const logins = rateLimit({
  name: "logins",
  limit: 2,
  windowSeconds: 600,
  algorithm: "token-bucket",
  store,
  // Where nothing can be counted nobody is let in. For `reads` it may be better to let all of them in: "open".
  whenDown: "closed",
});

export default app({
  // Probes of the machine are not counted.
  performance: { fastPaths: [{ path: "/health", allowUnguarded: true }] },
})
  // Behind a proxy all requests come from one address: this one reads who the client is, and believes that proxy alone.
  .use(trustProxy({ proxies: ["127.0.0.1", "::1"] }), reads)
  .get("/health", "ok")
  .get("/news", () => "Nothing new.")
  .post("/login", { use: [logins] }, () => "Welcome.");
