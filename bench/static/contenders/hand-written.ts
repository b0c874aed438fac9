/** The baseline: Bun's own directory route, with nothing around it. Prints its port. */
import { directory } from "../files.ts";

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  development: false,
  routes: { "/static/*": { dir: directory } },
  fetch: () => new Response("Not found", { status: 404 }),
});
console.log(server.port);
