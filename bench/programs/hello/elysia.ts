/** Hello, world: Elysia. Prints its port. */
import { Elysia } from "elysia";

const server = new Elysia().get("/ping", "pong").listen({ hostname: "127.0.0.1", port: 0 });
console.log(server.server?.port);
