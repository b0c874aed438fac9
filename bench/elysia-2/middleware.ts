/** Elysia 2: hooks of its core, constant fields by `headers`. Prints its port. */
import { type AnyElysia, Elysia } from "elysia";
import {
  constantFields,
  describeLog,
  describeProfile,
  sessions,
  sinceMs,
  sink,
} from "../middleware/shared.ts";

const authentication = new Elysia().derive("plugin", ({ headers: { authorization }, set, status }) => {
  const session = authorization?.startsWith("Bearer ") ? sessions.get(authorization.slice(7)) : undefined;
  if (session !== undefined) return { session };
  set.headers["www-authenticate"] = 'Bearer realm="api"';
  return status(401, "Unauthorized");
});

const server: AnyElysia = new Elysia({ precompile: true })
  .headers({ ...constantFields })
  .derive("global", ({ set }) => {
    const requestId = crypto.randomUUID();
    set.headers["x-request-id"] = requestId;
    return { requestId, startedAtMs: performance.now() };
  })
  .afterHandle("global", ({ request, path, set, requestId, startedAtMs }) => {
    const status = set.status ?? 200;
    sink(
      JSON.stringify({ method: request.method, path, status, durationMs: sinceMs(startedAtMs), requestId }),
    );
  })
  .get("/health", () => "ok")
  .group("/api", (group) =>
    group
      .use(authentication)
      .get("/profile", ({ session }) => describeProfile(session))
      .get("/log", () => describeLog()),
  )
  .listen({ hostname: "127.0.0.1", port: 0 });
console.log(server.server?.port);

export default server;
