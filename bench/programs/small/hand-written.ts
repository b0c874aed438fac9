/** A constant, and a body that is checked: Bun.serve. Prints its port. */
import { answerNewAccount } from "../../http/by-hand.ts";

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  development: false,
  routes: { "/ping": { GET: new Response("pong") }, "/accounts": { POST: answerNewAccount } },
  fetch: () => new Response("Not found", { status: 404 }),
});
console.log(server.port);
