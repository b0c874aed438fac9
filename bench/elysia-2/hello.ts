/** Hello, world: Elysia 2. Prints its port. */
import { type AnyElysia, Elysia } from "elysia";

const server: AnyElysia = new Elysia().get("/ping", "pong").listen({ hostname: "127.0.0.1", port: 0 });
console.log(server.server?.port);

export default server;
