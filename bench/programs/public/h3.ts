/** The public benchmark: h3. Prints its port. */
import { H3, getQuery, getRouterParam, readBody, serve } from "h3";
import { backgroundPaths } from "../background.ts";

const app = new H3();
for (const path of backgroundPaths) app.get(path, () => "ok").post(`${path}/submit`, () => "ok");
app
  .get("/", () => "Hi")
  .get("/id/:id", (event) => {
    event.res.headers.set("x-powered-by", "benchmark");
    return `${getRouterParam(event, "id")} ${getQuery(event)["name"]}`;
  })
  .post("/json", (event) => readBody(event));

const server = serve(app, { hostname: "127.0.0.1", port: 0, silent: true });
await server.ready();
console.log(new URL(server.url ?? "").port);
