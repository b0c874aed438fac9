/** A process that takes 1,000 times from one limit, as soon as it is told to, and tells how often it was allowed. */
import { redisStore, sqliteStore } from "../../../src/stores.ts";

const [kind = "", source = "", algorithm = ""] = process.argv.slice(2);
const options = { deadlineMs: 20_000 };
const store = kind === "redis" ? redisStore(source, options) : sqliteStore(source, options);
const limit = {
  kind: algorithm as "sliding-window" | "token-bucket",
  limit: 300,
  windowMs: 24 * 60 * 60 * 1000,
};
await store.get("ready");
console.log("ready");
await Bun.stdin.stream().getReader().read();
const taken = await Promise.all(Array.from({ length: 1000 }, async () => store.take("shared", limit, 1)));
console.log(taken.filter(({ isAllowed }) => isAllowed).length);
process.exit();
