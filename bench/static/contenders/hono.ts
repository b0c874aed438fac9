/** Hono: its serveStatic for Bun inside its own middleware, as its documents write them. Prints its port. */
import { Hono } from "hono";
import { serveStatic } from "hono/bun";
import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import { type RequestIdVariables, requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import { sinceMs, sink } from "../../middleware/shared.ts";
import { directory } from "../files.ts";

type Env = { Variables: RequestIdVariables };

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
  "/static/*",
  serveStatic({ root: directory, rewriteRequestPath: (path) => path.replace(/^\/static/, "") }),
);

const server = Bun.serve({ hostname: "127.0.0.1", port: 0, development: false, fetch: app.fetch });
console.log(server.port);
