/** Elysia: its static plugin as its documents write it, in an app with hooks and constant fields. Prints its port. */
import { staticPlugin } from "@elysiajs/static";
import { Elysia } from "elysia";
import { constantFields, sinceMs, sink } from "../../middleware/shared.ts";
import { directory } from "../files.ts";

const server = new Elysia()
  .headers({ ...constantFields })
  .derive({ as: "global" }, ({ set }) => {
    const requestId = crypto.randomUUID();
    set.headers["x-request-id"] = requestId;
    return { requestId, startedAtMs: performance.now() };
  })
  .onAfterHandle({ as: "global" }, ({ request, path, set, requestId, startedAtMs }) => {
    const status = set.status ?? 200;
    sink(
      JSON.stringify({ method: request.method, path, status, durationMs: sinceMs(startedAtMs), requestId }),
    );
  })
  .use(await staticPlugin({ assets: directory, prefix: "/static" }))
  .listen({ hostname: "127.0.0.1", port: 0 });
console.log(server.server?.port);
