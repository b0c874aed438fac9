/** h3: middleware and hooks as its documents write them. Prints its port. */
import { H3, HTTPError, handleCors, onResponse, serve } from "h3";
import {
  type Session,
  constantFields,
  describeLog,
  describeProfile,
  sessions,
  sinceMs,
  sink,
} from "../shared.ts";

interface Known {
  requestId: string;
  startedAtMs: number;
  session: Session;
}

const { "access-control-allow-origin": _, ...secureFields } = constantFields;
const app = new H3();
app.use((event) => {
  const requestId = crypto.randomUUID();
  Object.assign(event.context, { requestId, startedAtMs: performance.now() });
  event.res.headers.set("x-request-id", requestId);
});
app.use(
  onResponse(({ status }, { req, url, context }) => {
    const { requestId, startedAtMs } = context as unknown as Known;
    const { method } = req;
    const durationMs = sinceMs(startedAtMs);
    sink(JSON.stringify({ method, path: url.pathname, status, durationMs, requestId }));
  }),
);
app.use((event) => {
  const answer = handleCors(event, { origin: "*" });
  return answer === false ? undefined : answer;
});
app.use((event) => {
  for (const [name, value] of Object.entries(secureFields)) event.res.headers.set(name, value);
});
app.use("/api/**", (event) => {
  const field = event.req.headers.get("authorization");
  const session = field?.startsWith("Bearer ") ? sessions.get(field.slice(7)) : undefined;
  if (session === undefined) {
    throw new HTTPError({ status: 401, headers: { "www-authenticate": 'Bearer realm="api"' } });
  }
  event.context["session"] = session;
});
app.get("/health", () => "ok");
app.get("/api/profile", (event) => describeProfile((event.context as unknown as Known).session));
app.get("/api/log", () => describeLog());

const server = serve(app, { hostname: "127.0.0.1", port: 0, silent: true });
await server.ready();
console.log(new URL(server.url ?? "").port);
