import { app } from "bunsen";
import { logger, rateLimit, requestId } from "bunsen/middleware";
import { proxy } from "bunsen/proxy";

/** What stands behind: another program on another machine. Here it only tells what it was asked. */
function startUpstream(): URL {
  const upstream = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: ({ method, url, headers }) =>
      Response.json({
        asked: `${method} ${new URL(url).pathname}`,
        key: headers.get("x-api-key"),
        cookie: headers.get("cookie"),
      }),
  });
  upstream.unref();
  return upstream.url;
}

const upstream = new URL(process.env["UPSTREAM"] ?? startUpstream());

export default app()
  // What is in front decides for all that is behind.
  .use(requestId(), logger({ sink: () => {} }), rateLimit({ limit: 100, windowSeconds: 60 }))
  .get("/", "The shop.")
  .all(
    "/api/*",
    proxy(new URL("/v1/", upstream), {
      // The key stays here: clients never see it. Cookies are this site's, and not passed on.
      headers: () => ({ "x-api-key": process.env["API_KEY"] ?? "an example" }),
      timeoutMs: 5000,
    }),
  )
  // Nobody listens there: 502, and the cause is in the log.
  .all("/gone/*", proxy("http://127.0.0.1:1/"));
