/** The public benchmark: Hono. Prints its port. */
import { Hono } from "hono";
import { backgroundPaths } from "../background.ts";

const app = new Hono();
for (const path of backgroundPaths)
  app.get(path, (c) => c.text("ok")).post(`${path}/submit`, (c) => c.text("ok"));
app
  .get("/", (c) => c.text("Hi"))
  .get("/id/:id", (c) => {
    c.header("x-powered-by", "benchmark");
    return c.text(`${c.req.param("id")} ${c.req.query("name")}`);
  })
  .post("/json", async (c) => c.json(await c.req.json()));

const server = Bun.serve({ hostname: "127.0.0.1", port: 0, development: false, fetch: app.fetch });
console.log(server.port);
