/** Hello, world: Hono. Prints its port. */
import { Hono } from "hono";

const app = new Hono().get("/ping", (c) => c.text("pong"));

const server = Bun.serve({ hostname: "127.0.0.1", port: 0, development: false, fetch: app.fetch });
console.log(server.port);
