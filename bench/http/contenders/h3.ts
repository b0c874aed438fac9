/** h3: its own readers with Zod, as its documents write them; no response schemas. Prints its port. */
import {
  H3,
  HTTPError,
  getValidatedQuery,
  getValidatedRouterParams,
  readBody,
  readValidatedBody,
  serve,
} from "h3";
import {
  describeTenant,
  findUser,
  greet,
  noRoute,
  openAccount,
  pickAccount,
  pickUsers,
  problemOf,
  problemType,
  search,
} from "../handlers.ts";
import { NewAccount, Search, UserId } from "./zod-schemas.ts";

const unfit = { onError: () => ({ status: 422, message: "The input does not fit its schema." }) };

const app = new H3({
  silent: true,
  onError({ status, message }, { url }) {
    const detail = status === 404 ? noRoute(url.pathname) : message;
    return Response.json(problemOf(status, detail), { status, headers: { "content-type": problemType } });
  },
});
app.get("/ping", () => "pong");
app.get("/json", () => greet());
app.get("/search", async (event) => {
  const { name, page } = await getValidatedQuery(event, Search, unfit);
  return search(name, page);
});
app.get("/users", () => pickUsers());
app.get("/users/:id", async (event) => findUser((await getValidatedRouterParams(event, UserId, unfit)).id));
app.get("/account", () => pickAccount());
app.post("/echo", (event) => readBody(event));
app.post("/accounts", async (event) => {
  const account = await readValidatedBody(event, NewAccount, unfit);
  event.res.status = 201;
  return openAccount(account);
});
// Reads the tenant before the handler, and tells it after.
app.use("/tenant", async (event, next) => {
  const tenant = event.req.headers.get("x-tenant");
  if (tenant === null) throw new HTTPError({ status: 400, message: "Send x-tenant." });
  event.context["tenant"] = tenant;
  const answer = await next();
  event.res.headers.set("x-tenant", tenant);
  return answer;
});
app.get("/tenant", (event) => describeTenant(String(event.context["tenant"])));

const server = serve(app, { hostname: "127.0.0.1", port: 0, silent: true });
await server.ready();
console.log(new URL(server.url ?? "").port);
