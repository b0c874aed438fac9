/** Hono: its own middleware as its documents write them. Prints its port. */
import { Hono } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import { type RequestIdVariables, requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import { type Session, describeLog, describeProfile, sessions, sinceMs, sink } from "../shared.ts";

type Env = { Variables: RequestIdVariables & { session: Session } };

const logger = createMiddleware<Env>(async (c, next) => {
  const startedAtMs = performance.now();
  await next();
  const { method, path } = c.req;
  const { status } = c.res;
  const durationMs = sinceMs(startedAtMs);
  sink(JSON.stringify({ method, path, status, durationMs, requestId: c.get("requestId") }));
});

const app = new Hono<Env>();
app.use(logger);
app.use(requestId());
app.use(cors());
app.use(
  secureHeaders({
    strictTransportSecurity: "max-age=31536000; includeSubDomains",
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      baseUri: ["'self'"],
      fontSrc: ["'self'", "https:", "data:"],
      formAction: ["'self'"],
      frameAncestors: ["'self'"],
      imgSrc: ["'self'", "data:"],
      objectSrc: ["'none'"],
      scriptSrc: ["'self'"],
      scriptSrcAttr: ["'none'"],
      styleSrc: ["'self'", "https:", "'unsafe-inline'"],
      upgradeInsecureRequests: [],
    },
  }),
);
app.use(
  "/api/*",
  bearerAuth<Env>({
    verifyToken(token, c) {
      const session = sessions.get(token);
      if (session !== undefined) c.set("session", session);
      return session !== undefined;
    },
  }),
);
app.get("/health", (c) => c.text("ok"));
app.get("/api/profile", (c) => c.json(describeProfile(c.get("session"))));
app.get("/api/log", (c) => c.json(describeLog()));

const server = Bun.serve({ hostname: "127.0.0.1", port: 0, development: false, fetch: app.fetch });
console.log(server.port);
