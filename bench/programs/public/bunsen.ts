/** The public benchmark: Bunsen. Bun serves it, on PORT, and tells its address. */
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

export default contender;
