/** The public benchmark: Bunsen. Prints its port. */
import { type App, app, t } from "bunsen";
import { backgroundPaths } from "../background.ts";

const contender: App = app();
for (const path of backgroundPaths) contender.get(path, () => "ok").post(`${path}/submit`, () => "ok");
contender
  .get("/", "Hi")
  .get("/id/:id", { query: t.Object({ name: t.String() }) }, ({ params, query, reply }) =>
    reply(200, `${params.id} ${query.name}`, { "x-powered-by": "benchmark" }),
  )
  .post("/json", { body: t.Unknown() }, ({ body }) => body);

const server = await contender.listen({ hostname: "127.0.0.1", port: 0 });
console.log(server.port);

export default contender;
