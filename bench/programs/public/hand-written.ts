/** The public benchmark: Bun.serve. Prints its port. */
import { backgroundPaths } from "../background.ts";

const ok = (): Response => new Response("ok");
const background = backgroundPaths.flatMap((path) => [
  [path, { GET: ok }] as const,
  [`${path}/submit`, { POST: ok }] as const,
]);

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  development: false,
  routes: {
    ...Object.fromEntries(background),
    "/": { GET: new Response("Hi") },
    "/id/:id": {
      GET({ url, params: { id } }) {
        const name = new URLSearchParams(url.slice(url.indexOf("?") + 1)).get("name");
        return new Response(`${id} ${name}`, { headers: { "x-powered-by": "benchmark" } });
      },
    },
    "/json": { POST: async (request) => Response.json(await request.json()) },
  },
  fetch: () => new Response("Not found", { status: 404 }),
});
console.log(server.port);
