/** Hello, world: Bun.serve. Prints its port. */
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  development: false,
  routes: { "/ping": { GET: new Response("pong") } },
  fetch: () => new Response("Not found", { status: 404 }),
});
console.log(server.port);
