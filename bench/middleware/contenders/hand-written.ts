/** The baseline: Bun.serve with `routes`, all five in one function as one would write it. Prints its port. */
import { constantFields, describeLog, describeProfile, sessions, sinceMs, sink } from "../shared.ts";
import type { Session } from "../shared.ts";

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  development: false,
  routes: {
    "/health": { GET: new Response("ok", { headers: { ...constantFields } }) },
    "/api/profile": { GET: (request) => answer(request, "/api/profile", describeProfile) },
    "/api/log": { GET: (request) => answer(request, "/api/log", describeLog) },
  },
  fetch: () => new Response("Not found", { status: 404 }),
});
console.log(server.port);

function answer(request: Request, path: string, handle: (session: Session) => object): Response {
  const startedAtMs = performance.now();
  const requestId = crypto.randomUUID();
  const session = authenticate(request);
  const headers = { ...constantFields, "x-request-id": requestId };
  const response =
    session === undefined
      ? Response.json(
          { error: "unauthorized" },
          { status: 401, headers: { ...headers, "www-authenticate": 'Bearer realm="api"' } },
        )
      : Response.json(handle(session), { headers });
  const { status } = response;
  sink(JSON.stringify({ method: request.method, path, status, durationMs: sinceMs(startedAtMs), requestId }));
  return response;
}

function authenticate(request: Request): Session | undefined {
  const field = request.headers.get("authorization");
  return field?.startsWith("Bearer ") ? sessions.get(field.slice("Bearer ".length)) : undefined;
}
