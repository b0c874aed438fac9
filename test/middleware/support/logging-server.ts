/** A server that logs to standard output. It tells its address on standard error. */
import { app } from "bunsen";
import { logger, requestId } from "bunsen/middleware";

const server = await app()
  .use(logger(), requestId())
  .get("/items/:id", ({ params }) => params.id)
  .get("/exit", () => {
    setImmediate(() => process.exit(0));
    return "bye";
  })
  .listen({ port: 0, hostname: "127.0.0.1" });
console.error(`Listening on ${server.url.href}`);
