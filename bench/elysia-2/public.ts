/** The public benchmark: Elysia 2. Prints its port. */
import { type AnyElysia, Elysia } from "elysia";
import { backgroundPaths } from "../programs/background.ts";

const app = new Elysia();
for (const path of backgroundPaths) app.get(path, () => "ok").post(`${path}/submit`, () => "ok");
app
  .get("/", "Hi")
  .get("/id/:id", ({ set, params, query }) => {
    set.headers["x-powered-by"] = "benchmark";
    return `${params["id"]} ${query["name"]}`;
  })
  .post("/json", { parse: "json" }, ({ body }) => body)
  .listen({ hostname: "127.0.0.1", port: 0 });
console.log(app.server?.port);

const contender: AnyElysia = app;
export default contender;
