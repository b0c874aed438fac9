/** Hello, world: Fastify on Node. Prints its port. */
import fastify from "fastify";

const app = fastify();
app.get("/ping", () => "pong");

const address = await app.listen({ host: "127.0.0.1", port: 0 });
console.log(new URL(address).port);
