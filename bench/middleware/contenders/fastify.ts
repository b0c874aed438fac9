/** Fastify on Node: hooks of its core as its documents write them. Prints its port. */
import { randomUUID } from "node:crypto";
import fastify from "fastify";
import { constantFields, describeLog, describeProfile, sessions, sinceMs, sink } from "../shared.ts";
import type { Session } from "../shared.ts";

declare module "fastify" {
  interface FastifyRequest {
    startedAtMs: number;
    session: Session | undefined;
  }
}

const app = fastify({ logger: false, genReqId: () => randomUUID() });
app.decorateRequest("startedAtMs", 0);
app.decorateRequest("session", undefined);
app.addHook("onRequest", (request, reply, done) => {
  request.startedAtMs = performance.now();
  reply.header("x-request-id", request.id);
  reply.headers(constantFields);
  done();
});
app.addHook("onResponse", ({ method, id, url, startedAtMs }, { statusCode }, done) => {
  const durationMs = sinceMs(startedAtMs);
  sink(JSON.stringify({ method, path: url, status: statusCode, durationMs, requestId: id }));
  done();
});
app.get("/health", () => "ok");
app.register(
  async (api) => {
    api.addHook("onRequest", (request, reply, done) => {
      const field = request.headers.authorization;
      request.session = field?.startsWith("Bearer ") ? sessions.get(field.slice(7)) : undefined;
      if (request.session !== undefined) return done();
      reply.code(401).header("www-authenticate", 'Bearer realm="api"').send({ error: "Unauthorized" });
    });
    api.get("/profile", ({ session }) => describeProfile(session ?? { user: "" }));
    api.get("/log", () => describeLog());
  },
  { prefix: "/api" },
);

const address = await app.listen({ host: "127.0.0.1", port: 0 });
console.log(new URL(address).port);
