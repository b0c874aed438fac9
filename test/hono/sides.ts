import { Hono } from "hono";
import type { MiddlewareHandler } from "hono";
import { type App, type Middleware, app } from "../../src/bunsen.ts";
import type { Side } from "./comparison.ts";

/** Hono around a handler, with the routes that Bunsen's has. */
export function honoWith(...used: readonly MiddlewareHandler[]): Hono {
  const subject = new Hono();
  // The default handler of errors, without its line on the console.
  subject.onError((error, c) =>
    "getResponse" in error ? error.getResponse() : c.text("Internal Server Error", 500),
  );
  for (const each of used) subject.use(each);
  return subject
    .get("/", (c) => c.text("ok"))
    .get("/fault", () => {
      throw new Error("broken");
    })
    .get("/own", (c) =>
      c.text("ok", 200, { vary: "accept", "x-frame-options": "DENY", "x-powered-by": "me" }),
    )
    .post("/", (c) => c.text("ok"))
    .put("/", (c) => c.text("ok")) as unknown as Hono;
}

/** Bunsen around the same routes. */
export const bunsenWith = (...used: readonly Middleware[]): App =>
  app({ log: () => {} })
    .use(used)
    .get("/", () => "ok")
    .get("/fault", () => {
      throw new Error("broken");
    })
    .get("/own", ({ reply }) =>
      reply(200, "ok", { vary: "accept", "x-frame-options": "DENY", "x-powered-by": "me" }),
    )
    .post("/", () => "ok")
    .put("/", () => "ok") as unknown as App;

/** An app whose log can be read. */
export function logging(create: (log: (line: string) => void) => Pick<Side, "request">): Side {
  const lines: string[] = [];
  const side = create((line) => lines.push(line));
  return {
    request: (target, init) => side.request(target, init),
    takeLog: () => lines.splice(0),
  };
}
